import { useLayoutEffect, useRef } from 'preact/hooks'
import { endMeasure } from '../actions/measure'
import type { Layer } from '../api/types'
import { t, words } from '../i18n'
import { date, decimal } from '../i18n/format'
import { hasCells } from '../map/style/cells'
import { pastMoment } from '../state/day'
import { BASEMAP, kindOf, toggled } from '../state/layers'
import { config, lang, layers, layersOpen, place, shown } from '../state/store'
import { CloseIcon, LayersIcon } from '../ui/icons'
import { LayerSymbol } from '../ui/LayerSymbol'
import { CellLegend } from './CellLegend'
import { DayChoice } from './Day'
import { Legend } from './Legend'

/** Bottom right: opens the layers. */
export function LayersButton() {
  return (
    <button
      type="button"
      class="layers-button"
      id="layers-button"
      aria-expanded={layersOpen.value}
      aria-controls="layers"
      onClick={() => {
        endMeasure()
        layersOpen.value = !layersOpen.value
      }}
    >
      <LayersIcon />
      {t().layers.title}
    </button>
  )
}

function setOpacity(name: string, opacity: number): void {
  shown.value = { ...shown.value, [name]: opacity }
}

function Switch({ name, title, disabled }: { name: string; title: string; disabled?: boolean }) {
  const on = shown.value[name] !== undefined
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={on}
      aria-label={t().layers.show(title)}
      disabled={disabled}
      onClick={() => {
        shown.value = toggled(layers.value, shown.value, name)
      }}
    >
      <span />
    </button>
  )
}

function Opacity({ name, title }: { name: string; title: string }) {
  const value = shown.value[name]
  if (value === undefined) return null
  return (
    <label class="opacity">
      <span class="offscreen">{t().layers.opacity(title)}</span>
      <input
        type="range"
        min="10"
        max="100"
        step="5"
        value={value}
        aria-valuetext={t().layers.percent(value)}
        onInput={(e) => setOpacity(name, Number(e.currentTarget.value))}
      />
      <span class="figures secondary">{t().layers.percent(value)}</span>
    </label>
  )
}

function Origin({ layer }: { layer: Layer }) {
  if (layer.count === 0) return <p class="secondary small">{t().layers.empty}</p>
  const count = t().layers.records(decimal(layer.count, 0, lang.value))
  const parcels = layers.value.find(({ name }) => name === 'parcels')
  if (kindOf(layer) === 'sheets' && !layer.source && parcels) {
    return (
      <p class="secondary small">
        {count} · {t().layers.derived(words(parcels.title))}
      </p>
    )
  }
  const from = layer.source ? t().app.source(layer.source) : t().app.sourceUnknown
  const when = layer.as_of ? t().app.asOf(date(layer.as_of)) : t().app.asOfUnknown
  return (
    <p class="secondary small">
      {count} · {from}, {when}
    </p>
  )
}

/** The zoom from which the map draws a layer. */
const drawnFrom = (layer: Layer): number => (kindOf(layer) === 'sheets' ? Math.max(12, layer.min_zoom) : layer.min_zoom)

function LayerRow({ layer }: { layer: Layer }) {
  const title = words(layer.title)
  const on = shown.value[layer.name] !== undefined
  const unseen = kindOf(layer) === 'sheets' && pastMoment.value !== null
  const far = on && (place.value?.zoom ?? 0) < drawnFrom(layer)
  return (
    <li class="layer">
      <div class="layer-head">
        <LayerSymbol layer={layer} />
        <span class="layer-title">{title}</span>
        <Switch name={layer.name} title={title} disabled={layer.count === 0} />
      </div>
      <Origin layer={layer} />
      {on && unseen && <p class="small">{t().day.noSheets}</p>}
      {far &&
        (hasCells(layer) ? <CellLegend layer={layer} /> : <p class="small">{t().layers.from(drawnFrom(layer))}</p>)}
      {on && layer.count > 0 && <Opacity name={layer.name} title={title} />}
      {on && layer.count > 0 && <Legend layer={layer} />}
    </li>
  )
}

/** The layers from the top of the map down: switch, opacity, legend, source and date. */
export function LayersSheet() {
  const head = useRef<HTMLHeadingElement>(null)
  const open = layersOpen.value
  const before = useRef(false)
  useLayoutEffect(() => {
    if (open) head.current?.focus()
    else if (before.current) document.getElementById('layers-button')?.focus()
    before.current = open
  }, [open])
  if (!open) return null
  return (
    <section class="card layers" id="layers" aria-label={t().layers.title}>
      <div class="card-head">
        <h2 ref={head} tabIndex={-1}>
          {t().layers.title}
        </h2>
        <button
          type="button"
          class="bare"
          aria-label={t().app.close}
          onClick={() => {
            layersOpen.value = false
          }}
        >
          <CloseIcon />
        </button>
      </div>
      <ul class="card-body">
        <DayChoice />
        {[...layers.value].reverse().map((layer) => (
          <LayerRow key={layer.name} layer={layer} />
        ))}
        <li class="layer">
          <div class="layer-head">
            <span class="layer-title">{t().indicatorsLink.title}</span>
            <a class="link" href={`/indicators?lang=${lang.value}`}>
              {t().indicatorsLink.open}
            </a>
          </div>
          <p class="secondary small">{t().indicatorsLink.lead}</p>
        </li>
        {config.value?.basemap && (
          <li class="layer">
            <div class="layer-head">
              <span class="layer-title">{t().layers.basemap}</span>
              <Switch name={BASEMAP} title={t().layers.basemap} />
            </div>
            <Opacity name={BASEMAP} title={t().layers.basemap} />
          </li>
        )}
      </ul>
    </section>
  )
}
