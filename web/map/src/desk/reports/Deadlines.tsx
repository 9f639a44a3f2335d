import { signal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Holiday, ReportCategory } from '../../api/schema.gen'
import { words } from '../../i18n'
import { date, figure } from '../../i18n/format'
import { say } from '../../state/notice'
import { follow } from '../../state/resource'
import { today } from '../../state/route'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { Form } from '../../ui/Form'
import { useFirstField } from '../../ui/firstField'
import { reportsDesk } from './api'
import { changes } from './changes'
import { q } from './i18n'
import { Policy } from './Policy'
import { categories } from './state'

const wanted = signal(false)
const holidays = follow(
  () => (wanted.value ? lang.value : null),
  (language, ended) => reportsDesk.holidays(language, ended),
  () => 'holidays',
)

const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim()

function Cancel({ close }: { close: () => void }) {
  return (
    <button type="button" class="button" onClick={close}>
      {q().routing.cancel}
    </button>
  )
}

function Check({ name, label, on }: { name: string; label: string; on: boolean }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} defaultChecked={on} />
      {label}
    </label>
  )
}

function CategoryForm({ category, close }: { category: ReportCategory; close: () => void }) {
  const says = q().deadlines
  const began = useRef(category)
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  const go = async (data: FormData): Promise<void> => {
    const { receive_hours, handle_hours, sensitive, active } = began.current
    const now = {
      receive_hours: Number(text(data, 'receive')),
      handle_hours: Number(text(data, 'handle')),
      sensitive: data.get('sensitive') !== null,
      active: data.get('active') !== null,
    }
    await reportsDesk.saveCategory(category.code, changes({ receive_hours, handle_hours, sensitive, active }, now))
    say(q().routing.saved)
    close()
    categories.again()
  }
  const hours = (name: string, label: string, value: number) => (
    <label class="field">
      {label}
      <input name={name} type="number" required min={0.5} max={2000} step={0.5} defaultValue={String(value)} />
    </label>
  )
  return (
    <div class="move-form" ref={box}>
      <Form button={q().routing.save} go={go} more={<Cancel close={close} />}>
        {hours('receive', says.receive, category.receive_hours)}
        {hours('handle', says.handle, category.handle_hours)}
        <Check name="sensitive" label={says.sensitive} on={category.sensitive} />
        <Check name="active" label={says.active} on={category.active} />
      </Form>
    </div>
  )
}

function Categories({ list }: { list: readonly ReportCategory[] }) {
  const editing = useSignal<string | null>(null)
  const says = q().deadlines
  const hours = (n: number): string => figure(n, 'h', lang.value).replace(/ h$/, '')
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.lead}</p>
      <ul>
        {list.map((one) => (
          <li key={one.code} class="queue-row" data-category={one.code}>
            {editing.value === one.code ? (
              <CategoryForm
                category={one}
                close={() => {
                  editing.value = null
                }}
              />
            ) : (
              <>
                <p class="row-head">
                  <span class="strong">{words(one.name)}</span>
                  {!one.active && <span class="state">{q().routing.inactive}</span>}
                  <button
                    type="button"
                    class="link end"
                    aria-label={q().routing.editOne(words(one.name))}
                    onClick={() => {
                      editing.value = one.code
                    }}
                  >
                    {q().routing.edit}
                  </button>
                </p>
                <p class="secondary">
                  {says.both(hours(one.receive_hours), hours(one.handle_hours))}
                  {one.sensitive && `, ${says.sensitiveShort}`}
                </p>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function HolidayForm(props: {
  year: number
  holiday: Holiday | null
  save: (day: Holiday | null) => Promise<void>
  close: () => void
}) {
  const { year, holiday, save, close } = props
  const says = q().deadlines
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  const go = (data: FormData): Promise<void> =>
    save(
      data.get('none') !== null
        ? null
        : {
            day: text(data, 'day'),
            name: { vi: text(data, 'name'), en: holiday?.name.en ?? '' },
            worked: data.get('worked') !== null,
            source: text(data, 'source'),
            verified: data.get('verified') !== null,
          },
    )
  return (
    <div class="move-form" ref={box}>
      <Form button={q().routing.save} go={go} more={<Cancel close={close} />}>
        <label class="field">
          {says.day}
          <input
            type="date"
            name="day"
            required
            min={`${year}-01-01`}
            max={`${year}-12-31`}
            defaultValue={holiday?.day ?? ''}
          />
        </label>
        <label class="field">
          {says.name}
          <input name="name" required maxLength={100} defaultValue={holiday?.name.vi ?? ''} autocomplete="off" />
        </label>
        <label class="field">
          {says.source}
          <input name="source" required maxLength={200} defaultValue={holiday?.source ?? ''} autocomplete="off" />
        </label>
        <Check name="worked" label={says.worked} on={holiday?.worked ?? false} />
        <Check name="verified" label={says.verified} on={holiday?.verified ?? false} />
        {holiday && <Check name="none" label={says.remove} on={false} />}
      </Form>
    </div>
  )
}

function Days({ all }: { all: readonly Holiday[] }) {
  const year = useSignal(Number(today().slice(0, 4)))
  const editing = useSignal<string | null>(null)
  const says = q().deadlines
  const list = all.filter(({ day }) => day.startsWith(`${year.value}-`)).sort((a, b) => a.day.localeCompare(b.day))
  const close = (): void => {
    editing.value = null
  }
  /** Puts a day in the place of another, or takes it away: what others have changed meanwhile stays. */
  const saveIn = (was: string) => async (day: Holiday | null) => {
    const now = await reportsDesk.holidays(lang.peek())
    const rest = now.filter((one) => one.day.startsWith(`${year.peek()}-`) && one.day !== was && one.day !== day?.day)
    await reportsDesk.saveHolidays(year.peek(), day ? [...rest, day] : rest)
    say(q().routing.saved)
    close()
    holidays.again()
  }
  const form = (was: Holiday | null) => (
    <HolidayForm year={year.value} holiday={was} save={saveIn(was?.day ?? '')} close={close} />
  )
  return (
    <section class="section">
      <h2>{says.days}</h2>
      <p class="secondary">{says.daysLead}</p>
      <p class="actions years">
        {[-1, 0, 1].map((by) => {
          const one = Number(today().slice(0, 4)) + by
          return (
            <button
              key={one}
              type="button"
              class="button small"
              aria-pressed={one === year.value}
              onClick={() => {
                close()
                year.value = one
              }}
            >
              {String(one)}
            </button>
          )
        })}
      </p>
      {list.length === 0 && <p>{says.none}</p>}
      <ul>
        {list.map((one) => (
          <li key={one.day} class="queue-row" data-day={one.day}>
            {editing.value === one.day ? (
              form(one)
            ) : (
              <>
                <p class="row-head">
                  <span class="figures">{date(one.day)}</span>
                  <span class="strong">{words(one.name)}</span>
                  {one.worked && <span class="state">{says.workedShort}</span>}
                  {!one.verified && <span class="state state-question">{says.unverified}</span>}
                  <button
                    type="button"
                    class="link end"
                    aria-label={q().routing.editOne(date(one.day))}
                    onClick={() => {
                      editing.value = one.day
                    }}
                  >
                    {q().routing.edit}
                  </button>
                </p>
                <p class="secondary">{one.source}</p>
              </>
            )}
          </li>
        ))}
      </ul>
      {editing.value === '' ? (
        form(null)
      ) : (
        <button
          type="button"
          class="button add"
          onClick={() => {
            editing.value = ''
          }}
        >
          {says.add}
        </button>
      )}
    </section>
  )
}

/** How long things may take, and on which days nobody works. */
export function Deadlines() {
  wanted.value = true
  const { value, failure } = holidays.resource.value
  return (
    <>
      <Categories list={categories.resource.value.value ?? []} />
      <Policy />
      {failure && <Failed failure={failure} again={holidays.again} />}
      {value && <Days all={value} />}
    </>
  )
}
