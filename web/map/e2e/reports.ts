import type { Page } from 'playwright-core'
import type { Config, Parcel } from '../src/api/types'
import { ask, base, open, phone } from './browser'
import { pngOf } from './picture'

/** A place where there is a commune, and one some way off so that each test has its own neighbourhood. */
export async function somewhere(n: number): Promise<readonly [number, number]> {
  const { bounds } = await ask<Config>('/api/config')
  const { features } = await ask<{ features: { id: number }[] }>(
    `/api/layers/parcels/features?bbox=${bounds.join(',')}&limit=200`,
  )
  const { point } = await ask<Parcel>(`/api/parcels/${features[(n * 37) % features.length]?.id}`)
  return point
}

export const next = (page: Page) => page.getByRole('button', { name: 'Tiếp tục' }).click()
export const step = (page: Page, name: string) => page.locator(`.write[data-step=${name}]`).waitFor()

/** Opens the form at a place, with the device's own place known. */
export async function beginAt([longitude, latitude]: readonly [number, number], quiet?: RegExp): Promise<Page> {
  const page = await open(
    `/report?map=${longitude},${latitude},16`,
    {
      ...phone,
      geolocation: { longitude, latitude, accuracy: 12 },
      permissions: ['geolocation', 'clipboard-read', 'clipboard-write'],
    },
    quiet,
  )
  await page.getByRole('button', { name: 'Gửi phản ánh mới' }).click()
  await step(page, 'where')
  return page
}

/** Says where and what it is; the step after that is next. */
export async function tell(page: Page, category: string, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Chỗ tôi đứng' }).click()
  await page.getByText('đúng trong khoảng 12 m').waitFor()
  await next(page)
  await step(page, 'what')
  await page.getByText(category, { exact: true }).click()
  await page.getByLabel('Mô tả ngắn').fill(words)
  await next(page)
}

export const aPicture = { name: 'o-ga.png', mimeType: 'image/png', buffer: pngOf(2600, 1300) }

/** Goes past reports like it, where some are offered. */
export async function pass(page: Page): Promise<void> {
  const passed = page.getByRole('button', { name: 'Không, việc của tôi khác' })
  if (await passed.isVisible()) await passed.click()
}

/** Uploads a small picture and gives its token. */
export async function uploaded(): Promise<string> {
  const answer = await fetch(new URL('/api/report-photos', base), {
    method: 'POST',
    headers: { 'Content-Type': 'image/png' },
    body: new Uint8Array(pngOf(400, 300)),
  })
  return (await answer.json()).photo
}

/** Sends a report as the citizen's page does. */
export async function sent(
  [lon, lat]: readonly [number, number],
  category: string,
  words: string,
): Promise<{ number: string; follow: string }> {
  const answer = await fetch(new URL('/api/reports', base), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ category, words, lon, lat, photos: [await uploaded()] }),
  })
  if (answer.status !== 201) throw new Error(`no report: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
