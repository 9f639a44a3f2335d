import { openListed } from '../actions/select'
import type { Field, Layer } from '../api/types'
import { t, words } from '../i18n'
import { date, figure, time } from '../i18n/format'
import { colorOf, isColored } from '../map/palette'
import { here } from '../state/details'
import { areLandTypes } from '../state/guide'
import { planningState, present, told } from '../state/hereView'
import { kindOf } from '../state/layers'
import { lang, layers, palette } from '../state/store'
import { Failed } from '../ui/Failed'
import { LandType } from '../ui/LandType'
import { Swatch } from '../ui/Swatch'
import { Waiting } from '../ui/Waiting'
import { CameraHere } from './Cameras'

type Properties = Readonly<Record<string, unknown>>

/** A value as a person of the language writes it; codes by their name, with colour and code where the list has colours. */
export function Value({ field, value }: { field: Field; value: unknown }) {
  if (Array.isArray(value)) {
    return (
      <>
        {value.map((one) => (
          <Value key={String(one)} field={field} value={one} />
        ))}
      </>
    )
  }
  const code = field.codes?.find((known) => known.code === value)
  if (code) {
    if (!isColored(field.codes ?? [])) return <>{words(code.name)}</>
    return (
      <span class="coded">
        <Swatch color={colorOf(code, palette.value, field.name === 'ldlr' ? 'forest' : 'land')} code={code.code} />{' '}
        {areLandTypes(field.codes) ? <LandType code={code.code}>{words(code.name)}</LandType> : words(code.name)}
      </span>
    )
  }
  if (field.type === 'integer' || field.type === 'real') return <>{figure(Number(value), field.unit, lang.value)}</>
  if (field.type === 'boolean') return <>{value ? t().here.yes : t().here.no}</>
  if (field.type === 'date') return <>{date(String(value))}</>
  if (field.type === 'timestamp') return <>{time(String(value))}</>
  return <>{field.unit ? `${value} ${field.unit}` : String(value)}</>
}

function Feature({ layer, id, properties }: { layer: Layer; id: number; properties: Properties }) {
  if (layer.name === 'parcels') {
    const [parcel, sheet] = [String(properties.parcel_no ?? ''), String(properties.sheet_no ?? '')]
    return (
      <button type="button" class="link" onClick={() => openListed(id)}>
        {t().here.openParcel(parcel, sheet)}
      </button>
    )
  }
  if (kindOf(layer) === 'camera') return <CameraHere properties={properties} />
  const { name, rest } = told(layer, properties)
  const value = name && <Value field={name} value={properties[name.name]} />
  return (
    <>
      {name && (
        <p>
          {kindOf(layer) === 'report' ? (
            <a class="link" href={`/report/${encodeURIComponent(String(properties[name.name]))}`}>
              {value}
            </a>
          ) : (
            value
          )}
        </p>
      )}
      {rest.length > 0 && (
        <dl class="facts small">
          {rest.map((field) => (
            <div key={field.name}>
              <dt>{words(field.title)}</dt>
              <dd>
                <Value field={field} value={properties[field.name]} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

/** What the layers hold at the chosen point, without those that the panel has told already. */
export function HereList({ without }: { without: readonly string[] }) {
  const { value } = here.resource.value
  if (!value) return null
  const plan = planningState(value, layers.value)
  return (
    <ul class="here">
      {plan !== 'some' && <li class="secondary">{plan === 'none' ? t().here.noPlanning : t().here.noPlanningData}</li>}
      {present(value, layers.value)
        .filter(({ layer }) => !without.includes(layer.name))
        .map(({ layer, found }) => (
          <li key={layer.name}>
            <h3>{words(layer.title)}</h3>
            {found.features.map(({ id, properties }) => (
              <Feature key={id} layer={layer} id={id} properties={properties} />
            ))}
            {layer.as_of && (
              <p class="secondary small">
                {layer.source ? `${t().app.source(layer.source)}, ` : ''}
                {t().app.asOf(date(layer.as_of))}
              </p>
            )}
          </li>
        ))}
    </ul>
  )
}

/** The other layers at the chosen parcel's point. */
export function OthersHere() {
  const { value, failure } = here.resource.value
  return (
    <section class="section">
      <h2>{t().here.others}</h2>
      {failure && <Failed failure={failure} again={here.again} />}
      {!value && !failure && <Waiting />}
      <HereList without={['parcels', 'communes', 'sheets']} />
      {value && <p class="secondary small">{t().here.onlyHere}</p>}
    </section>
  )
}
