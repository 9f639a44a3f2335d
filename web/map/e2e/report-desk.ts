import { type APIRequestContext, type BrowserContextOptions, type Page, request } from 'playwright-core'
import { base, desktop, open, someParcel } from './browser'
import { pngOf } from './picture'

export type Who = BrowserContextOptions['storageState']

/** What an action refuses (409), a page asks too early, or a test itself cuts off shows in the console. */
export const quiet = /40[0349]|422|ERR_FAILED/

export const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
export const moves = (page: Page) => page.locator('.moves')
/** Opens the form of a move. */
export const begin = (page: Page, name: string) =>
  moves(page).getByRole('button', { name, exact: true }).first().click()
export const submit = (page: Page, name: string) =>
  page.locator('.move-form').getByRole('button', { name, exact: true }).click()
export const state = (page: Page, name: string) => page.locator(`.section [data-state=${name}]`).first().waitFor()
export const fact = (page: Page, name: string) => page.locator(`.facts dt:text-is("${name}") + dd`)

/** What a citizen may say of a report. */
export interface Said {
  readonly words: string
  readonly category?: string
  readonly photo?: boolean
  readonly at?: readonly [number, number]
}

let sent = 0

/** Sends a report as the citizen's page does. */
export async function report({ words, category = 'roads', photo = false, at }: Said) {
  const [lon, lat] = at ?? (await someParcel()).point
  const photos: string[] = []
  if (photo) {
    const headers = { 'Content-Type': 'image/png' }
    const picture = await fetch(new URL('/api/report-photos', base), {
      method: 'POST',
      headers,
      body: new Uint8Array(pngOf(800, 600)),
    })
    photos.push((await picture.json()).photo)
  }
  const answer = await fetch(new URL('/api/reports', base), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `thu-${process.pid}-${Date.now()}-${sent++}` },
    body: JSON.stringify({
      category,
      words,
      lon,
      lat,
      photos,
      contact: { name: 'Người gửi (hư cấu)', phone: '0900 000 001', email: '' },
    }),
  })
  if (answer.status !== 201) throw new Error(`no report: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { number: string; follow: string }
}

/** Opens the desk with the one report in its queue, in whatever state it is. */
export async function queueOf(who: Who, number: string, options = desktop): Promise<Page> {
  const page = await open(`/desk/reports?state=every&find=${number}`, { ...options, storageState: who }, quiet)
  await page.locator(`[data-report="${number}"]`).waitFor()
  return page
}

/** Opens a report at the desk. */
export async function deskOf(who: Who, number: string, options = desktop): Promise<Page> {
  const page = await queueOf(who, number, options)
  await page.locator('.queue-open').first().click()
  await moves(page).waitFor()
  return page
}

/** Somebody's way to the server without a page, for what a test needs but does not look at. */
export async function clientOf(who: Who): Promise<APIRequestContext> {
  return request.newContext({ baseURL: base, storageState: who })
}

/** The id of a report. */
export async function idOf(client: APIRequestContext, number: string): Promise<number> {
  const { reports } = await (await client.get(`/api/desk/reports?q=${number}`)).json()
  return reports[0].id
}

/** Does something to a report. */
export async function act(client: APIRequestContext, number: string, data: Record<string, unknown>): Promise<void> {
  const answer = await client.post(`/api/desk/reports/${await idOf(client, number)}/actions`, { data })
  if (!answer.ok()) throw new Error(`${data.action}: ${answer.status()} ${await answer.text()}`)
}

/** Uploads a photo and returns its token. */
export async function token(client: APIRequestContext): Promise<string> {
  const headers = { 'Content-Type': 'image/png' }
  const answer = await client.post('/api/report-photos', { headers, data: pngOf(640, 480) })
  return (await answer.json()).photo
}

/** Makes an agency without a page. */
export async function makeAgency(client: APIRequestContext, code: string, vi: string): Promise<void> {
  const answer = await client.put('/api/desk/agencies', { data: { code, name: { vi, en: '' }, active: true } })
  if (!answer.ok()) throw new Error(`no agency: ${answer.status()} ${await answer.text()}`)
}
