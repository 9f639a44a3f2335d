import { signal } from '@preact/signals'
import type { Failure } from '../../api/client'
import { get, send } from '../../api/client'
import type {
  AsideReading,
  Quarantine,
  ReadingCounts,
  ReadingFile,
  ReadingFiles,
  ReleasedReadings,
} from '../../api/schema.gen'
import { lang } from '../../state/store'
import { failureText } from '../../ui/Failed'
import { failureIn, sendFile } from './api'

export const OUTCOMES = ['stored', 'revised', 'duplicate', 'quarantined', 'refused'] as const
export type Counts = ReadingCounts

/** What became of a file: how many rows of each outcome, and those that were neither taken nor known. */
export type FileReport = ReadingFile
/** A row that was set aside, as it was sent. */
export type Aside = AsideReading

/** The reports of the files that were sent, one after the other, and the one that is on its way; '' for none. */
export const reports = signal<readonly FileReport[]>([])
export const sending = signal('')

export const aside = signal<Quarantine | null>(null)
export const reason = signal('')
export const chosen = signal<ReadonlySet<number>>(new Set())
export const trouble = signal<Failure | null>(null)
/** While rows that follow are read, and while something is done with those that are chosen. */
export const reading = signal(false)
export const doing = signal(false)

const none: Counts = { stored: 0, revised: 0, duplicate: 0, quarantined: 0, refused: 0 }

async function reportsOf(file: File): Promise<readonly FileReport[]> {
  const path = `/api/readings/files?${new URLSearchParams({ name: file.name })}`
  try {
    return (await sendFile<ReadingFiles>(path, file)).files
  } catch (cause) {
    const why = failureText(failureIn(cause))
    return [{ name: file.name, station: '', counts: none, rows: [], error: { vi: why, en: why } }]
  }
}

const queue: File[] = []
let busy = false

/** Sends monitoring files, after those that are still to be sent; each is taken or refused for itself. */
export async function sendFiles(files: readonly File[]): Promise<void> {
  queue.push(...files)
  if (busy) return
  busy = true
  for (let file = queue.shift(); file; file = queue.shift()) {
    sending.value = file.name
    reports.value = [...reports.peek(), ...(await reportsOf(file))]
  }
  busy = false
  sending.value = ''
  await readAside()
}

const pageOf = (after: number | null): Promise<Quarantine> =>
  get<Quarantine>(
    `/api/readings/quarantine?${new URLSearchParams({
      ...(reason.peek() ? { reason: reason.peek() } : {}),
      ...(after === null ? {} : { after: String(after) }),
    })}`,
    lang.peek(),
  )

/** How often the rows were read from the beginning: an answer to an earlier question is of no use. */
let round = 0

/** Reads what was set aside, from the beginning. */
export async function readAside(): Promise<void> {
  const own = ++round
  trouble.value = null
  try {
    const page = await pageOf(null)
    if (own !== round) return
    aside.value = page
    const there = new Set(page.rows.map(({ id }) => id))
    chosen.value = new Set([...chosen.peek()].filter((id) => there.has(id)))
  } catch (cause) {
    if (own === round) trouble.value = failureIn(cause)
  }
}

/** Chooses the reason of which rows are shown; '' for all. */
export function choose(one: string): Promise<void> {
  reason.value = one
  chosen.value = new Set()
  return readAside()
}

/** Reads the rows that follow those shown. */
export async function readMore(): Promise<void> {
  const shown = aside.peek()
  if (!shown?.next || reading.peek()) return
  const own = round
  reading.value = true
  try {
    const more = await pageOf(shown.next)
    if (own === round) aside.value = { ...more, rows: [...shown.rows, ...more.rows] }
  } catch (cause) {
    if (own === round) trouble.value = failureIn(cause)
  } finally {
    reading.value = false
  }
}

/** Does something with the chosen rows, once at a time, and reads what is left. */
async function withChosen<T>(what: (ids: readonly number[]) => Promise<T>): Promise<T> {
  doing.value = true
  try {
    const done = await what([...chosen.peek()])
    await readAside()
    return done
  } finally {
    doing.value = false
  }
}

/** Has the chosen rows read again, as another station, parameter or unit where that is said. */
export const release = (as: { station?: string; parameter?: string; unit?: string }): Promise<Counts> =>
  withChosen(
    async (ids) =>
      (await send<ReleasedReadings>('POST', '/api/readings/quarantine/release', lang.peek(), { ids, as })).counts,
  )

/** Discards the chosen rows, and says how many they were. */
export const discard = (): Promise<number> =>
  withChosen(async (ids) => {
    await send('POST', '/api/readings/quarantine/discard', lang.peek(), { ids })
    return ids.length
  })
