import type { Layer } from '../api/types'
import { t } from '../i18n'
import { decimal } from '../i18n/format'
import { layerColor } from '../map/layerColor'
import { strengths } from '../map/style/cells'
import { lang } from '../state/store'

/** What the cells stand for that a layer is shown by below its first zoom. */
export function CellLegend({ layer }: { layer: Layer }) {
  return (
    <div class="cells">
      <p class="small">{t().layers.cells(layer.min_zoom)}</p>
      <ul class="cell-steps">
        {strengths.map(([count, opacity]) => (
          <li key={count}>
            <span class="cell-step" style={{ background: layerColor(layer), opacity }} />
            <span class="figures secondary">{t().layers.atLeast(decimal(count, 0, lang.value))}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
