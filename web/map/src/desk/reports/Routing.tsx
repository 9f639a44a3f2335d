import { signal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Agency, ReportRoute } from '../../api/schema.gen'
import { words } from '../../i18n'
import { date } from '../../i18n/format'
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
import { agencies, agencyName, categories, communeName, communesByName } from './state'

const wanted = signal(false)
const routes = follow(
  () => (wanted.value ? lang.value : null),
  (language, ended) => reportsDesk.routes(language, ended),
  () => 'routes',
)

const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim()

function Cancel({ close }: { close: () => void }) {
  return (
    <button type="button" class="button" onClick={close}>
      {q().routing.cancel}
    </button>
  )
}

function AgencyForm({ agency, close }: { agency?: Agency; close: () => void }) {
  const says = q().routing
  const began = useRef(agency)
  const go = async (data: FormData): Promise<void> => {
    const now = { name: { vi: text(data, 'vi'), en: text(data, 'en') }, active: data.get('active') !== null }
    const was = began.current
    await reportsDesk.saveAgency({
      code: was?.code ?? text(data, 'code'),
      ...(was ? changes({ name: was.name, active: was.active }, now) : now),
    })
    say(says.saved)
    close()
    agencies.again()
  }
  const field = (name: string, label: string, value: string, needed: boolean) => (
    <label class="field">
      {label}
      <input name={name} required={needed} maxLength={200} defaultValue={value} autocomplete="off" />
    </label>
  )
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  return (
    <div class="move-form" ref={box}>
      <Form button={says.save} go={go} more={<Cancel close={close} />}>
        {!agency && field('code', says.code, '', true)}
        {field('vi', says.nameVi, agency?.name.vi ?? '', true)}
        {field('en', says.nameEn, agency?.name.en ?? '', false)}
        <label class="check">
          <input type="checkbox" name="active" defaultChecked={agency?.active ?? true} />
          {says.active}
        </label>
      </Form>
    </div>
  )
}

function RouteForm({ route, close }: { route?: ReportRoute; close: () => void }) {
  const says = q().routing
  const began = useRef(route)
  const go = async (data: FormData): Promise<void> => {
    const now = {
      category: text(data, 'category') || null,
      commune: text(data, 'commune') || null,
      agency: text(data, 'agency'),
      since: text(data, 'since'),
      until: text(data, 'until') || null,
    }
    const was = began.current
    if (was?.id === undefined) await reportsDesk.addRoute(now)
    else await reportsDesk.saveRoute(was.id, changes<Omit<ReportRoute, 'id'>>(was, now))
    say(says.saved)
    close()
    routes.again()
  }
  const option = (code: string, name: string, on: boolean) => (
    <option key={code} value={code} selected={on}>
      {name}
    </option>
  )
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box, 'select')
  return (
    <div class="move-form" ref={box}>
      <Form button={says.save} go={go} more={<Cancel close={close} />}>
        <label class="field">
          {says.category}
          <select class="select" name="category">
            {option('', says.every, !route?.category)}
            {(categories.resource.value.value ?? []).map((one) =>
              option(one.code, words(one.name), one.code === route?.category),
            )}
          </select>
        </label>
        <label class="field">
          {says.commune}
          <select class="select" name="commune">
            {option('', says.everywhere, !route?.commune)}
            {communesByName.value.map(({ code, name }) => option(code, name, code === route?.commune))}
          </select>
        </label>
        <label class="field">
          {says.agency}
          <select class="select" name="agency" required>
            {(agencies.resource.value.value ?? [])
              .filter(({ active, code }) => active || code === route?.agency)
              .map((one) => option(one.code, words(one.name), one.code === route?.agency))}
          </select>
        </label>
        <label class="field">
          {says.since}
          <input type="date" name="since" required defaultValue={route?.since ?? today()} />
        </label>
        <label class="field">
          {says.until}
          <input type="date" name="until" defaultValue={route?.until ?? ''} />
        </label>
      </Form>
    </div>
  )
}

function Agencies({ list }: { list: readonly Agency[] }) {
  const editing = useSignal<string | null>(null)
  const says = q().routing
  const close = (): void => {
    editing.value = null
  }
  const edit = (code: string) => (): void => {
    editing.value = code
  }
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.agencies}
      </h1>
      {list.length === 0 && <p class="secondary">{says.none}</p>}
      <ul>
        {list.map((agency) => (
          <li key={agency.code} class="queue-row" data-agency={agency.code}>
            {editing.value === agency.code ? (
              <AgencyForm agency={agency} close={close} />
            ) : (
              <p class="row-head">
                <span class="strong">{words(agency.name)}</span>
                <span class="secondary">{agency.code}</span>
                {!agency.active && <span class="state">{says.inactive}</span>}
                <button
                  type="button"
                  class="link end"
                  aria-label={says.editOne(words(agency.name))}
                  onClick={edit(agency.code)}
                >
                  {says.edit}
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
      {editing.value === '' ? (
        <AgencyForm close={close} />
      ) : (
        <button type="button" class="button add" onClick={edit('')}>
          {says.add}
        </button>
      )}
    </section>
  )
}

function Routes() {
  const editing = useSignal<number | 'new' | null>(null)
  const says = q().routing
  const { value, failure } = routes.resource.value
  const close = (): void => {
    editing.value = null
  }
  const categoryOf = (code: string | null): string => {
    const known = categories.resource.value.value?.find((one) => one.code === code)
    return known ? words(known.name) : (code ?? says.every)
  }
  return (
    <section class="section">
      <h2>{says.routes}</h2>
      <p class="secondary">{says.routesLead}</p>
      {failure && <Failed failure={failure} again={routes.again} />}
      {value?.length === 0 && <p>{says.noRoutes}</p>}
      <ul>
        {value?.map((route) => (
          <li key={route.id} class="queue-row">
            {editing.value === route.id ? (
              <RouteForm route={route} close={close} />
            ) : (
              <>
                <p class="row-head">
                  <span class="strong">
                    {categoryOf(route.category)}, {route.commune ? communeName(route.commune) : says.everywhere}:{' '}
                    {agencyName(route.agency)}
                  </span>
                  <button
                    type="button"
                    class="link end"
                    aria-label={says.endOne(
                      `${categoryOf(route.category)}, ${route.commune ? communeName(route.commune) : says.everywhere}`,
                    )}
                    onClick={() => {
                      editing.value = route.id ?? null
                    }}
                  >
                    {says.end}
                  </button>
                </p>
                <p class="secondary">{says.period(date(route.since), route.until ? date(route.until) : '')}</p>
              </>
            )}
          </li>
        ))}
      </ul>
      {editing.value === 'new' ? (
        <RouteForm close={close} />
      ) : (
        <button
          type="button"
          class="button add"
          onClick={() => {
            editing.value = 'new'
          }}
        >
          {says.addRoute}
        </button>
      )}
    </section>
  )
}

/** Who answers what, and since when. */
export function Routing() {
  wanted.value = true
  const { value, failure } = agencies.resource.value
  return (
    <>
      {failure && <Failed failure={failure} again={agencies.again} />}
      {value && <Agencies list={value} />}
      {value && value.length > 0 && <Routes />}
    </>
  )
}
