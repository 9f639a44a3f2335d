import { date, decimal, figure } from '../i18n/format'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { e } from './i18n'
import { coverage } from './state'

type Day = NonNullable<typeof coverage.resource.value.value>['days'][number]

/** Less than this, percent, is too little for a mean (the rule of 75 %): such a day needs a look. */
const ENOUGH = 75

/** How much of what was expected came on each of the last days; for staff. */
export function Coverage() {
  const says = e().now
  const { value, failure } = coverage.resource.value
  const days = [...(value?.days ?? [])].reverse()
  if (value && days.length === 0 && !failure) return null
  return (
    <section class="section staff-only">
      <h2>{says.coverage}</h2>
      {failure && <Failed failure={failure} again={coverage.again} />}
      {!value && !failure && <Waiting text={says.coverageLoading} />}
      {days.length > 0 && <Days days={days} />}
    </section>
  )
}

function Days({ days }: { days: readonly Day[] }) {
  const says = e().now
  const n = (count: number): string => decimal(count, 0, lang.value)
  return (
    <table class="values">
      <thead>
        <tr>
          <th scope="col">{says.day}</th>
          <th scope="col">{says.received}</th>
          <th scope="col">{says.share}</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, received, expected, percent }) => (
          <tr key={day}>
            <th scope="row" class="figures">
              {date(day)}
            </th>
            <td class="figures">{says.of(n(received), n(expected))}</td>
            <td class={percent !== null && percent < ENOUGH ? 'figures look' : 'figures'}>
              {percent === null ? '–' : figure(percent, '%', lang.value)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
