import { signal } from '@preact/signals'
import type { Failure } from '../../api/client'
import { get, send } from '../../api/client'
import type { AsideReading, Quarantine, ReadingCounts, ReadingFile } from '../../api/schema.gen'
import { lang } from '../../state/store'
import { failureIn, sendFile } from './api'

export const OUTCOMES = ['stored', 'revised', 'duplicate', 'quarantined', 'refused'] as const
export type Counts = ReadingCounts

/** What became of a file: how many rows of each outcome, and those that were neither taken nor known. */
export type FileReport = ReadingFile
/** A row that was set aside, as it was sent. */
export type Aside = AsideReading

/** The report of files that were sent one after the other, and the one that is on its way. */
export const reports = signal<readonly FileReport[]>([])
export const sending = signal('')

export const aside = signal<Quarantine | null>(null)
export const reason = signal('')
export const chosen = signal<ReadonlySet<number>>(new Set())
export const trouble = signal<Failure | null>(null)

/** Sends monitoring files; each is taken or refused for itself. */
export async function sendFiles(files: readonly File[]): Promise<void> {
  reports.value = []
  for (const file of files) {
    sending.value = file.name
    const path = `/api/readings/files?${new URLSearchParams({ name: file.name })}`
    try {
      const { files: told } = await sendFile<{ files: readonly FileReport[] }>(path, file)
      reports.value = [...reports.peek(), ...told]
    } catch (cause) {
      const { detail } = failureIn(cause)
      const none: Counts = { stored: 0, revised: 0, duplicate: 0, quarantined: 0, refused: 0 }
      reports.value = [
        ...reports.peek(),
        { name: file.name, station: '', counts: none, rows: [], error: { vi: detail, en: detail } },
      ]
    }
  }
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

/** Reads what was set aside, from the beginning. */
export async function readAside(): Promise<void> {
  trouble.value = null
  try {
    aside.value = await pageOf(null)
    const there = new Set(aside.value.rows.map(({ id }) => id))
    chosen.value = new Set([...chosen.peek()].filter((id) => there.has(id)))
  } catch (cause) {
    trouble.value = failureIn(cause)
  }
}

/** Reads the rows that follow those shown. */
export async function readMore(): Promise<void> {
  const shown = aside.peek()
  if (!shown?.next) return
  try {
    const more = await pageOf(shown.next)
    aside.value = { ...more, rows: [...shown.rows, ...more.rows] }
  } catch (cause) {
    trouble.value = failureIn(cause)
  }
}

/** Has the chosen rows read again, as another station, parameter or unit where that is said. */
export async function release(as: { station?: string; parameter?: string; unit?: string }): Promise<Counts> {
  const { counts } = await send<{ counts: Counts }>('POST', '/api/readings/quarantine/release', lang.peek(), {
    ids: [...chosen.peek()],
    as,
  })
  await readAside()
  return counts
}

export async function discard(): Promise<number> {
  const n = chosen.peek().size
  await send('POST', '/api/readings/quarantine/discard', lang.peek(), { ids: [...chosen.peek()] })
  await readAside()
  return n
}
