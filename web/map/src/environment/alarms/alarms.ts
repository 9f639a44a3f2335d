import { signal } from '@preact/signals'
import { Failure, get, send } from '../../api/client'
import { lang } from '../../state/store'

interface Step {
  readonly by: string
  readonly at: string
}

export interface Alarm {
  readonly id: number
  readonly rule: { readonly id: number; readonly name: string }
  readonly station: { readonly id: number; readonly code: string; readonly name: string }
  /** Null: the station is silent. */
  readonly parameter: string | null
  readonly value: number | null
  readonly unit: string
  readonly limit: number | null
  readonly raised_at: string
  readonly acknowledged: Step | null
  readonly assigned: (Step & { readonly to: string }) | null
  readonly cleared_at: string | null
  readonly closed: (Step & { readonly note: string }) | null
  readonly state: 'raised' | 'acknowledged' | 'assigned' | 'closed'
  readonly log: readonly { readonly at: string; readonly by: string; readonly what: string; readonly note: string }[]
}

/** Which alarms are listed. */
export const listed = signal<'open' | 'all'>('open')
export const alarms = signal<readonly Alarm[] | null>(null)
export const trouble = signal<Failure | null>(null)

export async function readAlarms(): Promise<void> {
  try {
    const asked = listed.peek()
    const found = await get<{ alarms: readonly Alarm[] }>(`/api/alarms?state=${asked}`, lang.peek())
    trouble.value = null
    if (asked === listed.peek()) alarms.value = found.alarms
  } catch (cause) {
    trouble.value = cause instanceof Failure ? cause : new Failure('garbled')
  }
}

/** Takes a step with an alarm; the server says which steps are left. Lists the alarms anew, whether it could be taken or not. */
export async function take(
  id: number,
  step: 'acknowledge' | 'assign' | 'close' | 'note',
  body: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await send('POST', `/api/alarms/${id}/${step}`, lang.peek(), body)
  } finally {
    await readAlarms()
  }
}
