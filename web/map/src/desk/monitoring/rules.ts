import { signal } from '@preact/signals'
import type { Failure } from '../../api/client'
import { get, send } from '../../api/client'
import type { AlarmRule, Station, Webhook, WebhookDelivery } from '../../api/schema.gen'
import { e } from '../../environment/i18n'
import { decimal, figure } from '../../i18n/format'
import { lang } from '../../state/store'
import { failureIn } from './api'
import { communeName } from './communes'
import { m } from './i18n'

export type Basis = Rule['basis']

/** When an alarm is raised and when it is over. `parameter` null: when a station is silent. */
export type Rule = AlarmRule
export type Hook = Webhook
export type Delivery = WebhookDelivery

export const rules = signal<readonly Rule[] | null>(null)
export const hooks = signal<readonly Hook[] | null>(null)
export const hookSecret = signal<{ readonly id: number; readonly text: string } | null>(null)
export const trouble = signal<Failure | null>(null)

export async function readRules(): Promise<void> {
  trouble.value = null
  try {
    const [own, out] = await Promise.all([
      get<{ rules: readonly Rule[] }>('/api/alarm-rules', lang.peek()),
      get<{ webhooks: readonly Hook[] }>('/api/webhooks', lang.peek()),
    ])
    rules.value = own.rules
    hooks.value = out.webhooks
  } catch (cause) {
    trouble.value = failureIn(cause)
  }
}

async function change(ask: () => Promise<unknown>): Promise<void> {
  await ask()
  await readRules()
}

export const saveRule = (id: number | null, rule: Omit<Rule, 'id'>): Promise<void> =>
  change(() =>
    id === null
      ? send('POST', '/api/alarm-rules', lang.peek(), rule)
      : send('PUT', `/api/alarm-rules/${id}`, lang.peek(), rule),
  )

export const removeRule = (id: number): Promise<void> =>
  change(() => send('DELETE', `/api/alarm-rules/${id}`, lang.peek()))

export const addHook = (name: string, url: string): Promise<void> =>
  change(async () => {
    const made = await send<Hook>('POST', '/api/webhooks', lang.peek(), { name, url })
    hookSecret.value = { id: made.id, text: made.secret ?? '' }
  })

export const removeHook = (id: number): Promise<void> =>
  change(() => send('DELETE', `/api/webhooks/${id}`, lang.peek()))

export const testHook = (id: number): Promise<unknown> => send('POST', `/api/webhooks/${id}/test`, lang.peek())

export const readDeliveries = async (id: number): Promise<readonly Delivery[]> =>
  (await get<{ deliveries: readonly Delivery[] }>(`/api/webhooks/${id}/deliveries`, lang.peek())).deliveries

/** Where a rule looks, in words. */
function whereOf(rule: Omit<Rule, 'id'>, stations: readonly Station[]): string {
  const says = m().alarms
  const kinds = rule.kinds.map((kind) => e().kinds[kind].toLowerCase())
  const parts = [kinds.length === 0 ? says.everyKind : says.ofKinds(kinds.join(', '))]
  if (rule.area) parts.push(says.ofCommunes(rule.area.communes.map(communeName).join(', ')))
  if (rule.stations) {
    const names = rule.stations.map((id) => stations.find((one) => one.id === id)?.name ?? String(id))
    parts.push(says.ofStations(names.join(', ')))
  }
  return parts.join(', ')
}

/** A rule as one sentence; `unit` is that of its parameter. */
export function sentenceOf(rule: Omit<Rule, 'id'>, unit: string, stations: readonly Station[]): string {
  const says = m().alarms
  const where = whereOf(rule, stations)
  const minutes = rule.for_minutes > 0 ? decimal(rule.for_minutes, 0, lang.value) : ''
  if (rule.parameter === null) return says.silenceSentence(where, minutes)
  const value = (v: number): string => figure(v, unit, lang.value)
  const { above, below, clear } = rule
  return says.sentence({
    what: rule.parameter,
    basis: rule.basis === 'silence' ? '' : says.bases[rule.basis],
    threshold: above !== null ? says.over(value(above)) : says.under(value(below ?? 0)),
    minutes,
    where,
    clear: clear === null ? '' : above !== null ? says.backUnder(value(clear)) : says.backOver(value(clear)),
  })
}
