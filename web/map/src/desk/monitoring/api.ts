import { signal } from '@preact/signals'
import { Failure, failureFrom, get, send } from '../../api/client'
import type { Parameters, SensorEdit, Station, StationDetail, StationEdit, Stations, Words } from '../../api/schema.gen'
import type { Parameter } from '../../environment/types'
import { lang } from '../../state/store'
import { m } from './i18n'

/** A device of a station as it is sent; without an id it is a new one. */
export type Sensor = SensorEdit

export const stations = signal<readonly Station[] | null>(null)
export const parameters = signal<readonly Parameter[]>([])
export const trouble = signal<Failure | null>(null)

export const failureIn = (cause: unknown): Failure => (cause instanceof Failure ? cause : new Failure('garbled'))

/** What a form does not take, with the sentence that says why. */
export const refusal = (text: string): Failure => new Failure('refused', 0, text)

/** Reads the stations and what stations can measure. */
export async function readStations(): Promise<void> {
  trouble.value = null
  try {
    const [all, known] = await Promise.all([
      get<Stations>('/api/stations', lang.peek()),
      get<Parameters>('/api/parameters', lang.peek()),
    ])
    stations.value = all.stations
    parameters.value = known.parameters
  } catch (cause) {
    trouble.value = failureIn(cause)
  }
}

/** A station with its sensors. */
export const readStation = (id: number): Promise<StationDetail> =>
  get<StationDetail>(`/api/stations/${id}`, lang.peek())

/** Makes a station, or changes the one with the id. Sensors that are left out are removed. */
export async function saveStation(id: number | null, station: StationEdit): Promise<void> {
  if (id === null) await send('POST', '/api/stations', lang.peek(), station)
  else await send('PUT', `/api/stations/${id}`, lang.peek(), station)
  await readStations()
}

/** What is wrong with a line of a file, counted from 1; 0: with the whole of it. */
export interface FaultyLine {
  readonly line: number
  readonly text: Words
}

/** A file that was refused for some of its lines. */
export class LinesRefused extends Failure {
  readonly lines: readonly FaultyLine[]

  constructor({ kind, status, detail, requestId, code }: Failure, lines: readonly FaultyLine[]) {
    super(kind, status, detail, requestId, code)
    this.lines = lines
  }
}

/** Why a file could not be sent: a browser says the same of a file that was changed since it was chosen as of a line that is down. */
const unsent = (file: File): Promise<Failure> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => new Failure('offline'),
      () => refusal(m().fileChanged(file.name)),
    )

/** Sends a file as it is. */
export async function sendFile<T>(path: string, file: File, type = 'application/octet-stream'): Promise<T> {
  const headers = { Accept: 'application/json', 'Accept-Language': lang.peek(), 'Content-Type': type }
  const answer = await fetch(path, { method: 'POST', body: file, headers }).catch(() => null)
  if (!answer) throw await unsent(file)
  if (answer.ok) return (await answer.json()) as T
  const problem = await answer.json().catch(() => null)
  const failure = failureFrom(answer.status, problem)
  throw Array.isArray(problem?.lines) ? new LinesRefused(failure, problem.lines) : failure
}
