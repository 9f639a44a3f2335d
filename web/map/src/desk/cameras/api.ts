import { signal } from '@preact/signals'
import type { Failure } from '../../api/client'
import { get, send } from '../../api/client'
import type { Camera, CameraCoverage, CameraEdit, Indicator, IndicatorMap } from '../../api/schema.gen'
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

export async function removeCamera(id: number): Promise<void> {
  await send('DELETE', `/api/cameras/${id}`, lang.peek())
  await readCameras()
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

export const readIndicators = async (): Promise<readonly Indicator[]> =>
  (await get<{ indicators: readonly Indicator[] }>('/api/indicators', lang.peek())).indicators

export const readIndicator = (code: string, period: string): Promise<IndicatorMap> =>
  get<IndicatorMap>(
    `/api/indicators/${encodeURIComponent(code)}${period ? `?period=${encodeURIComponent(period)}` : ''}`,
    lang.peek(),
  )

/** What became of the lines of a table. */
export interface Kept {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}
