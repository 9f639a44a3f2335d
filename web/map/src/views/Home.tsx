import { openPlot } from '../actions/plot'
import { openListed, showArea } from '../actions/select'
import { handbook, t } from '../i18n'
import { area, date, time } from '../i18n/format'
import { since, unknownThen } from '../state/day'
import { inView, lang, layers, mapBusy, place } from '../state/store'
import { ParcelIcon } from '../ui/icons'

const MOST = 60

/** The parcels on the screen as a list: the map for those who do not see or point. */
function InView() {
  const { parcels, communes } = inView.value
  const near = (place.value?.zoom ?? 0) >= 14
  // One number may be in every commune: near a border the name tells which it is.
  const names = new Map(communes.map(({ properties: p }) => [p.code, String(p.name ?? '')]))
  const communeOf = (code: unknown): string => (names.size > 1 ? (names.get(code) ?? '') : '')
  const shown = parcels.slice(0, MOST)
  // No data of that time is not the same as no parcels.
  const unknown = near && unknownThen.value && since.value !== null ? since.value : null
  const none = unknown === null ? t().home.inViewEmpty : t().day.unknown(time(unknown))
  const count = near
    ? t().home.inViewParcels(shown.length, parcels.length > MOST)
    : t().home.inViewCommunes(communes.length)
  return (
    <details class="section" open={near}>
      <summary>
        {t().home.inView}
        {unknown === null && (shown.length > 0 || !near || !mapBusy.value) && <span class="secondary"> · {count}</span>}
      </summary>
      {near && shown.length === 0 && <p class="secondary">{mapBusy.value ? t().map.loading : none}</p>}
      {!near && <p class="secondary">{t().home.zoomIn}</p>}
      <ul class="list">
        {near
          ? shown.map(({ id, properties: p }) => (
              <li key={id}>
                <button type="button" class="row" onClick={() => openListed(id)}>
                  <ParcelIcon />
                  <span>
                    {t().search.parcel(String(p.parcel_no), String(p.sheet_no))}
                    {communeOf(p.commune_code) && <span class="secondary block">{communeOf(p.commune_code)}</span>}
                  </span>
                  <span class="secondary figures end">
                    {String(p.land_use ?? p.land_type ?? '')} {area(Number(p.map_area ?? 0), lang.value)}
                  </span>
                </button>
              </li>
            ))
          : communes.map(({ id, properties: p }) => (
              <li key={id} class="row">
                <span>{String(p.name ?? '')}</span>
                <span class="secondary figures end">{String(p.code ?? '')}</span>
              </li>
            ))}
      </ul>
    </details>
  )
}

/** What the panel shows while nothing is chosen: what can be done, and what is on the screen. */
export function Home() {
  const parcels = layers.value.find(({ name }) => name === 'parcels')
  return (
    <>
      <section class="section">
        <h1 data-panel-title tabIndex={-1}>
          {t().home.title}
        </h1>
        <p class="secondary">
          {handbook() !== t().app.product && `${handbook()} · `}
          <button type="button" class="link" onClick={showArea}>
            {t().home.wholeArea}
          </button>
          {' · '}
          <a class="link" href={`/indicators?lang=${lang.value}`}>
            {t().indicatorsLink.title}
          </a>
        </p>
        <ul class="tips">
          {t().home.tips.map((tip) => (
            <li key={tip}>{tip}</li>
          ))}
        </ul>
        <button type="button" class="button" onClick={() => openPlot()}>
          {t().plot.open}
        </button>
        {!parcels?.count && <p class="hint">{t().home.noLayers}</p>}
      </section>
      <InView />
      {parcels && parcels.count > 0 && (
        <p class="section secondary source">
          {parcels.source ? t().app.source(parcels.source) : t().app.sourceUnknown}
          {parcels.as_of ? `, ${t().app.asOf(date(parcels.as_of))}` : ''}. {t().app.reference}
        </p>
      )}
    </>
  )
}
