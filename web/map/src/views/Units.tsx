import type { Parcel, Unit } from '../api/types'
import { t } from '../i18n'
import { date } from '../i18n/format'

/** A unit with those above it. */
const addressOf = ({ name, district, province }: Unit): string =>
  [name, district?.name, province?.name].filter(Boolean).join(', ')

type Former = Parcel['units']['former'][number]

function FormerUnit({ of }: { of: Former }) {
  const words = t().parcel
  return (
    <>
      <dt>{words.before(date(of.until))}</dt>
      <dd>
        {of.unit ? addressOf(of.unit) : of.candidates.map(addressOf).join('; ')}
        <span class="secondary block">
          {words.beforeHow[of.how] ?? ''}
          {of.decree && ` · ${words.decree(of.decree)}`}
        </span>
      </dd>
    </>
  )
}

/** In which units a parcel lies today and lay before, for a list of facts. */
export function Units({ of }: { of: Parcel }) {
  const words = t().parcel
  const { today, former } = of.units
  return (
    <>
      <dt>{words.commune}</dt>
      <dd>
        {today ? addressOf(today) : of.commune.name}{' '}
        <span class="secondary figures">({words.communeCode(of.commune.code)})</span>
        {former.length === 0 && of.commune.old_names && (
          <span class="secondary block">{words.formerly(of.commune.old_names)}</span>
        )}
      </dd>
      {former.map((one) => (
        <FormerUnit key={one.until} of={one} />
      ))}
    </>
  )
}
