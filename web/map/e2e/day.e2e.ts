import type { Map as MapLibre } from 'maplibre-gl'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { ask, axe, drawn, open, phone, title, useBrowser } from './browser'

useBrowser()

const town = '/?map=107.09,10.36,12.5&layers=communes'
const chip = (page: Page) => page.locator('.day-chip')

/** The names of the communes on the map. */
const names = (page: Page): Promise<string[]> =>
  page.locator('.canvas').evaluate((element) => {
    const { map } = element as unknown as { map: MapLibre }
    return map.queryRenderedFeatures({ layers: ['communes-label'] }).map(({ properties }) => String(properties.name))
  })

describe('the boundaries of another day', () => {
  it('are switched in the sheet of layers, held by the address, and left again', async () => {
    const page = await open(town)
    await drawn(page)
    expect(await names(page)).toContain('Phường Vũng Tàu')
    expect(await chip(page).count()).toBe(0)
    await page.click('#layers-button')
    await page.getByRole('button', { name: 'Trước sáp nhập' }).click()
    await chip(page).filter({ hasText: 'Ranh giới ngày 30/06/2025' }).waitFor()
    expect(page.url()).toContain('at=2025-06-30')
    await expect.poll(() => names(page), { timeout: 45_000 }).toContain('Phường 7')
    expect(await names(page)).not.toContain('Phường Vũng Tàu')
    expect(await axe(page)).toEqual([])
    await page.goBack()
    await chip(page).waitFor({ state: 'detached' })
    await expect.poll(() => names(page), { timeout: 45_000 }).toContain('Phường Vũng Tàu')
    await page.goForward()
    await chip(page).getByRole('button', { name: 'Về hôm nay' }).click()
    expect(page.url()).not.toContain('at=')
    await drawn(page)
  })

  it('are what search and panel tell', async () => {
    const page = await open(`${town}&at=2025-06-30`)
    await page.fill('#search', 'thắng tam')
    const first = page.locator('[role=option]').first()
    await first.filter({ hasText: 'Ngày 30/06/2025: Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu' }).waitFor()
    await first.click()
    await title(page).filter({ hasText: 'Phường Thắng Tam' }).waitFor()
    await page.getByText('Nay thuộc Phường Vũng Tàu, Thành phố Hồ Chí Minh').waitFor()
    await drawn(page)
  })

  it('fit on a phone', async () => {
    const page = await open(`${town}&at=2025-06-30`, phone)
    await drawn(page)
    const box = await chip(page).boundingBox()
    const buttons = await page.locator('.map-buttons').boundingBox()
    expect(box && buttons && box.x + box.width <= buttons.x).toBe(true)
    expect(await axe(page)).toEqual([])
    await chip(page).getByRole('button').click()
    await chip(page).waitFor({ state: 'detached' })
    await drawn(page)
  })
})

it('a parcel tells in which unit it lay', async () => {
  const { groups } = await ask<{ groups: { kind: string; items: { id: number }[] }[] }>(
    `/api/search?${new URLSearchParams({ q: 'thửa 5 tờ 2 phường thắng tam', limit: '5' })}`,
  )
  const found = groups.find(({ kind }) => kind === 'parcel')?.items ?? []
  expect(found.length).toBe(1)
  const parcel = await ask<Parcel>(`/api/parcels/${found[0]?.id}`)
  expect(parcel.units.former[0]).toMatchObject({ how: 'place', unit: { name: 'Phường Thắng Tam' } })
  const page = await open(`/?parcel=${parcel.id}`)
  await page.getByText('Phường Thắng Tam, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu').waitFor()
  await page.getByText('Trước 01/07/2025').waitFor()
  await drawn(page)
})
