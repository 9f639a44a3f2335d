import type { Layer, LayerOverlaps, Overlap, Parcel } from '../api/types'
import { t, words } from '../i18n'
import { date, decimal, squareMetres } from '../i18n/format'
import { overlaps } from '../state/details'
import { told } from '../state/hereView'
import { pieceColor } from '../state/pieces'
import { lang, layers, overlapsOpen, palette } from '../state/store'
import { Disclosure } from '../ui/Disclosure'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { Value } from './HereList'

/** The share of the parcel as a bar; the figures beside it say the same. */
function Share({ percent, color }: { percent: number; color: string }) {
  return (
    <svg class="share" width="100%" height="8" aria-hidden="true" focusable="false">
      <rect class="share-whole" width="100%" height="8" rx="4" />
      <rect width={`${Math.min(100, percent)}%`} height="8" rx="4" fill={color} />
    </svg>
  )
}

function Record({ layer, record }: { layer: Layer; record: Overlap }) {
  const { name, rest } = told(layer, record.properties)
  const facts = rest.filter((field) => field.name !== 'decision')
  return (
    <li>
      <p class="measured">
        <span>{name && <Value field={name} value={record.properties[name.name]} />}</span>
        <span class="figures">
          {squareMetres(record.area, lang.value)}
          <span class="secondary"> · {decimal(record.percent, 1, lang.value)} %</span>
        </span>
      </p>
      <Share percent={record.percent} color={pieceColor(layer, record.properties, palette.value)} />
      {facts.length > 0 && (
        <p class="secondary">
          {facts.map((field, at) => (
            <span key={field.name}>
              {at > 0 && ' · '}
              {words(field.title)}: <Value field={field} value={record.properties[field.name]} />
            </span>
          ))}
        </p>
      )}
    </li>
  )
}

/** Where a layer's answer is from, and what it leaves out. */
function Provenance({ of }: { of: LayerOverlaps }) {
  const says = t().overlaps
  return (
    <p class="secondary">
      {of.decisions.length > 0 && `${says.decision(of.decisions.join('; '))}. `}
      {of.source ? t().app.source(of.source) : t().app.sourceUnknown},{' '}
      {of.as_of ? t().app.asOf(date(of.as_of)) : t().app.asOfUnknown}.
      {of.left_out > 0 && ` ${says.leftOut(of.left_out)}`}
      {of.more && ` ${says.more}`}
    </p>
  )
}

const titles = (of: readonly LayerOverlaps[]): string => of.map((layer) => words(layer.title)).join('; ')

/** The layers with nothing on the parcel, or of which that is not known, in one sentence for each reason. */
function Nothing({ of, state }: { of: readonly LayerOverlaps[]; state: keyof typeof reasons }) {
  const those = of.filter((layer) => layer.state === state)
  if (those.length === 0) return null
  const slivers = those.reduce((sum, layer) => sum + layer.left_out, 0)
  const cut = state === 'unknown' ? [] : those.filter((layer) => layer.more)
  return (
    <p class="nothing" data-state={state}>
      {t().overlaps[reasons[state]](titles(those))}
      {slivers > 0 && ` ${t().overlaps.leftOut(slivers)}`}
      {cut.length > 0 && ` ${t().overlaps.moreIn(titles(cut))}`}
    </p>
  )
}

/** The sentence for each state without records. */
const reasons = { none_here: 'none', no_data_here: 'noData', unknown: 'unknown' } as const

function List({ of }: { of: Parcel }) {
  const { value, failure } = overlaps.resource.value
  if (failure) return <Failed failure={failure} again={overlaps.again} />
  if (value?.of !== of.id) return <Waiting />
  return <OverlapList of={value.layers} />
}

/** What layers have on a piece of land. */
export function OverlapList({ of }: { of: readonly LayerOverlaps[] }) {
  return (
    <>
      {of.length === 0 && <p class="secondary">{t().overlaps.noLayers}</p>}
      <ul class="overlap-layers">
        {of.map((found) => {
          const layer = layers.value.find(({ name }) => name === found.name)
          if (!layer || found.state !== 'overlaps') return null
          return (
            <li key={found.name}>
              <h3>{words(layer.title)}</h3>
              <ul class="records">
                {found.records.map((record) => (
                  <Record key={record.id} layer={layer} record={record} />
                ))}
              </ul>
              <Provenance of={found} />
            </li>
          )
        })}
      </ul>
      <Nothing of={of} state="none_here" />
      <Nothing of={of} state="unknown" />
      <Nothing of={of} state="no_data_here" />
      <p class="secondary">{t().overlaps.measured}</p>
    </>
  )
}

/** What is planned for the parcel and what protects or threatens it; while it is open the map shows the parts. */
export function Overlaps({ of }: { of: Parcel }) {
  return (
    <Disclosure id="overlaps" title={t().overlaps.title} open={overlapsOpen}>
      {() => <List of={of} />}
    </Disclosure>
  )
}
