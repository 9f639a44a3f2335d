import { signal } from '@preact/signals'
import type { Failure } from '../../api/client'
import { get, send } from '../../api/client'
import type { Camera, CameraCoverage, CameraEdit, IndicatorDefinition } from '../../api/schema.gen'
import { lang } from '../../state/store'
import { failureIn } from '../monitoring/api'

export const cameras = signal<readonly Camera[] | null>(null)
/** There are more cameras than came. */
export const more = signal(false)
export const trouble = signal<Failure | null>(null)

/** Reads the cameras by code. */
export async function readCameras(): Promise<void> {
  trouble.value = null
  try {
    const list = await get<{ cameras: readonly Camera[]; more: boolean }>('/api/cameras?limit=2000', lang.peek())
    cameras.value = list.cameras
    more.value = list.more
  } catch (cause) {
    trouble.value = failureIn(cause)
  }
}

/** Makes a camera, or changes the one with the id. */
export async function saveCamera(id: number | null, camera: CameraEdit): Promise<void> {
  if (id === null) await send('POST', '/api/cameras', lang.peek(), camera)
  else await send('PUT', `/api/cameras/${id}`, lang.peek(), camera)
  await readCameras()
}

/** A camera as it is now. */
export const readCamera = (id: number): Promise<Camera> => get<Camera>(`/api/cameras/${id}`, lang.peek())

/** Takes a camera away, unless somebody changed it since it was read. */
export async function removeCamera({ id, version }: Camera): Promise<void> {
  try {
    await send('DELETE', `/api/cameras/${id}?version=${version ?? 0}`, lang.peek())
  } finally {
    await readCameras()
  }
}

/** Where a camera streams from; null where nobody said. It is written down who asked and why. */
export const readStream = async (id: number, purpose: string): Promise<string | null> =>
  (await send<{ stream_url: string | null }>('POST', `/api/cameras/${id}/stream`, lang.peek(), { purpose })).stream_url

/** What cameras see in a box: west, south, east, north. */
export const readCoverage = (
  box: readonly [number, number, number, number],
  res: number,
  all: boolean,
): Promise<CameraCoverage> =>
  get<CameraCoverage>(
    `/api/cameras/coverage?bbox=${box.map((n) => n.toFixed(6)).join(',')}&res=${res}${all ? '&all=true' : ''}`,
    lang.peek(),
  )

/** Makes an indicator, or says anew what it means. */
export async function defineIndicator(code: string, definition: IndicatorDefinition): Promise<void> {
  await send('PUT', `/api/indicators/${encodeURIComponent(code)}`, lang.peek(), definition)
}

/** Takes an indicator away that there are no values of. */
export async function removeIndicator(code: string): Promise<void> {
  await send('DELETE', `/api/indicators/${encodeURIComponent(code)}`, lang.peek())
}

/** What became of the lines of a table. */
export interface Kept {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Of indicators: what was there and is otherwise now. */
  readonly changes?: readonly Change[]
}

/** A value that a line of a table changed. */
export interface Change {
  readonly line: number
  readonly commune: string
  readonly period: string
  readonly was: number
  readonly value: number
}
