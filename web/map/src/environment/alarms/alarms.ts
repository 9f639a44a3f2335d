import { signal } from '@preact/signals'
import { Failure, get, send } from '../../api/client'
import type { Alarm } from '../../api/schema.gen'
import { lang } from '../../state/store'

/** Which alarms are listed. */
export const listed = signal<'open' | 'all'>('open')
export const alarms = signal<readonly Alarm[] | null>(null)
/** To whom alarms can be assigned. */
export const people = signal<readonly { readonly login: string; readonly name: string }[]>([])
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

export async function readPeople(): Promise<void> {
  people.value = (await get<{ people: typeof people.value }>('/api/alarms/people', lang.peek())).people
}

/** Takes a step with an alarm as it was shown; the server says which steps are left. Lists the alarms anew, whether it could be taken or not. */
export async function take(
  { id, version }: Alarm,
  step: 'acknowledge' | 'assign' | 'close' | 'note',
  body: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await send('POST', `/api/alarms/${id}/${step}`, lang.peek(), { ...body, version })
  } finally {
    await readAlarms()
  }
}
