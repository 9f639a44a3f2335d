import { signal } from '@preact/signals'
import { Failure, failureOf, get, send } from '../../api/client'
import { lang } from '../../state/store'

export type Kind = 'air' | 'surface_water' | 'ground_water' | 'waste_water' | 'emission' | 'weather'
export const KINDS: readonly Kind[] = ['air', 'surface_water', 'ground_water', 'waste_water', 'emission', 'weather']

export interface Sensor {
  readonly id?: number
  readonly parameter: string
  readonly method: string | null
  readonly device: string | null
  readonly unit: string | null
  readonly since: string | null
  readonly until: string | null
}

/** What a person says of a station. */
export interface StationFields {
  readonly code: string
  readonly name: string
  readonly kind: Kind
  readonly grade: 'reference' | 'indicative'
  readonly operator: string | null
  readonly interval_s: number | null
  readonly water_body: string | null
  /** Of QCVN 08:2023; null or '' where none is said. */
  readonly required_class: 'A' | 'B' | 'C' | 'D' | '' | null
  readonly since: string | null
  readonly until: string | null
  readonly lon: number
  readonly lat: number
}

export interface Station extends StationFields {
  readonly id: number
  readonly state: 'ok' | 'exceeding' | 'silent' | 'unknown'
}

export interface Parameter {
  readonly code: string
  readonly medium: 'air' | 'water' | 'weather' | 'flow'
  readonly name_vi: string
  readonly name_en: string
  readonly unit: string
}

/** The media that a kind of station measures, as the server reads what it sends. */
export const mediaOf = (kind: Kind): readonly Parameter['medium'][] => {
  if (kind === 'air' || kind === 'weather') return ['air', 'weather']
  return kind === 'emission' ? ['air', 'flow', 'weather'] : ['water', 'flow', 'weather']
}

export const stations = signal<readonly Station[] | null>(null)
export const parameters = signal<readonly Parameter[]>([])
export const trouble = signal<Failure | null>(null)

export const failureIn = (cause: unknown): Failure => (cause instanceof Failure ? cause : new Failure('garbled'))

/** Reads the stations and what stations can measure. */
export async function readStations(): Promise<void> {
  trouble.value = null
  try {
    const [all, known] = await Promise.all([
      get<{ stations: readonly Station[] }>('/api/stations', lang.peek()),
      get<{ parameters: readonly Parameter[] }>('/api/parameters', lang.peek()),
    ])
    stations.value = all.stations
    parameters.value = known.parameters
  } catch (cause) {
    trouble.value = failureIn(cause)
  }
}

export const readSensors = async (id: number): Promise<readonly Sensor[]> =>
  (await get<{ sensors: readonly Sensor[] }>(`/api/stations/${id}`, lang.peek())).sensors

/** Makes a station, or changes the one with the id. */
export async function saveStation(id: number | null, fields: StationFields, sensors: readonly Sensor[]): Promise<void> {
  const body = { ...fields, sensors }
  if (id === null) await send('POST', '/api/stations', lang.peek(), body)
  else await send('PUT', `/api/stations/${id}`, lang.peek(), body)
  await readStations()
}

/** Sends a file as it is. */
export async function sendFile<T>(path: string, file: File, type = 'application/octet-stream'): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(path, {
      method: 'POST',
      body: file,
      headers: {
        Accept: 'application/json',
        'Accept-Language': lang.peek(),
        'Content-Type': type,
      },
    })
  } catch {
    throw new Failure('offline')
  }
  if (!answer.ok) throw await failureOf(answer)
  return (await answer.json()) as T
}
