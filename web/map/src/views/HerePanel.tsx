import { showArea } from '../actions/select'
import { cadastralZone, toPlane } from '../geo/vn2000'
import { t } from '../i18n'
import { coordinate } from '../i18n/format'
import { pastMoment } from '../state/day'
import { chosenPoint, here } from '../state/details'
import { lang, meridian } from '../state/store'
import { Failed } from '../ui/Failed'
import { MeridianChoice } from '../ui/MeridianChoice'
import { Pair } from '../ui/Pair'
import { Waiting } from '../ui/Waiting'
import { Then } from './Day'
import { HereList } from './HereList'
import { PanelHead } from './ParcelPanel'

/** The point in both systems. */
function Coordinates() {
  const at = chosenPoint.value
  if (!at) return null
  const p = toPlane(at, cadastralZone(meridian.value))
  return (
    <div class="secondary figures">
      <Pair text={t().coords.plane(coordinate(p.xNorth, 2, lang.value), coordinate(p.yEast, 2, lang.value))} />
      <p>
        {t().coords.systems.vn2000}, <MeridianChoice />, {t().coords.width}
      </p>
      <Pair text={t().coords.geographic(coordinate(at[1], 6, lang.value), coordinate(at[0], 6, lang.value))} />
    </div>
  )
}

/** Everything at a point that is no parcel, or about a commune that was searched for. */
export function HerePanel() {
  const { value, failure } = here.resource.value
  const commune = value?.layers.find(({ name }) => name === 'communes')?.features[0]?.properties
  const empty = value?.layers.every((layer) => layer.features.length === 0)
  const former = String(commune?.old_names ?? '')
  return (
    <article>
      <PanelHead title={commune?.name ? String(commune.name) : t().here.title}>
        {commune?.code ? (
          <p class="secondary figures sentence">{t().parcel.communeCode(String(commune.code))}</p>
        ) : null}
        <Then />
        {former && <p class="secondary">{t().parcel.formerly(former)}</p>}
      </PanelHead>
      <section class="section">
        <h2>{commune?.name ? t().here.title : t().coords.label}</h2>
        <Coordinates />
        {failure && <Failed failure={failure} again={here.again} />}
        {!value && !failure && <Waiting />}
        {empty ? (
          <div class="hint">
            <p class="strong">{t().here.noData}</p>
            <p>{t().here.noDataHint}</p>
            <button type="button" class="button" onClick={showArea}>
              {t().home.wholeArea}
            </button>
          </div>
        ) : (
          <HereList without={pastMoment.value === null ? ['communes'] : ['communes', 'parcels', 'sheets']} />
        )}
      </section>
    </article>
  )
}
