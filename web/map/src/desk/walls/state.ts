import { signal } from '@preact/signals'
import { get, send } from '../../api/client'
import type { WallLink } from '../../api/schema.gen'
import { lang } from '../../state/store'
import { pitchOf } from '../../wall/size'

export const walls = signal<readonly WallLink[] | null>(null)
/** The address of a fresh link, which is told once. */
export const address = signal<{ readonly name: string; readonly url: string } | null>(null)

export async function readWalls(): Promise<void> {
  walls.value = (await get<{ walls: readonly WallLink[] }>('/api/wall/links', lang.peek())).walls
}

/** Resolutions that screens have, pixels. */
export const RESOLUTIONS = ['1920×1080', '2560×1440', '3840×2160', '7680×4320'] as const

/** What the form says: a pitch of a diagonal and a resolution. */
export interface Draft {
  readonly name: string
  readonly distance: number
  readonly inches: number
  readonly resolution: string
  readonly seconds: number
  readonly scenes: readonly string[]
}

export const sides = (resolution: string): readonly [number, number] => {
  const [width = 1920, height = 1080] = resolution.split('×').map(Number)
  return [width, height]
}

export const pitchIn = ({ inches, resolution }: Pick<Draft, 'inches' | 'resolution'>): number =>
  pitchOf(inches, ...sides(resolution))

export async function addWall(draft: Draft): Promise<void> {
  const { name, distance, seconds, scenes } = draft
  const body = { name, distance_m: distance, pitch_mm: Number(pitchIn(draft).toFixed(4)), seconds, scenes }
  const made = await send<{ wall: WallLink; url: string }>('POST', '/api/wall/links', lang.peek(), body)
  address.value = { name: made.wall.name, url: made.url }
  await readWalls()
}

export async function revokeWall(id: number): Promise<void> {
  await send('DELETE', `/api/wall/links/${id}`, lang.peek())
  await readWalls()
}
