import type { Map as MapLibre } from 'maplibre-gl'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { ask, axe, desktop, drawn, open, phone, someParcel, title, useBrowser } from './browser'
import { Officer, sql } from './officer'

useBrowser()

let officer: Officer
let parcel: Parcel
let gone = 0

/** A parcel that an import split in two, of which an edit then changed one; written as the importer does. */
beforeAll(async () => {
  officer = await Officer.make('history', 'Lê Văn Sử (hư cấu)')
  const chosen = await someParcel()
  gone = chosen.id
  await sql(`
    INSERT INTO sotay.imports (layer, source, actor, restore_id, state)
    SELECT 'parcels', 'tach-thua.zip', '${officer.login}', restore_id, 'applied' FROM sotay.instance;
    SELECT set_config('sotay.change_set', (SELECT max(id) FROM sotay.imports)::text, false);
    WITH gone AS (
      DELETE FROM data.parcels WHERE id = ${gone} RETURNING *
    ), half AS (
      SELECT n, st_collectionextract(st_intersection(g.geom, st_makeenvelope(
               CASE n WHEN 1 THEN st_xmin(g.geom) ELSE m.middle END, st_ymin(g.geom),
               CASE n WHEN 1 THEN m.middle ELSE st_xmax(g.geom) END, st_ymax(g.geom), 4326)), 3) AS geom, g.commune_code, g.sheet_no
      FROM gone g, generate_series(1, 2) AS n, LATERAL (SELECT (st_xmin(g.geom) + st_xmax(g.geom)) / 2 AS middle) AS m
    ), made AS (
      INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, land_use, land_types, geom)
      SELECT commune_code, sheet_no, 'T' || n, 'ODT', '{ODT}', geom FROM half RETURNING id
    )
    INSERT INTO data.parcels_lineage (event, kind, at, change_set, predecessor, successor, of_predecessor, of_successor)
    SELECT e, 'split', now(), (SELECT max(id) FROM sotay.imports), ${gone}, id, 0.5, 1 FROM made, nextval('sotay.lineage_events') AS e`)
  const id = Number(await sql(`SELECT min(successor) FROM data.parcels_lineage WHERE predecessor = ${gone}`))
  await sql(`UPDATE data.parcels SET land_use = 'ODT+CLN', land_types = '{ODT,CLN}' WHERE id = ${id}`)
  await sql(
    `INSERT INTO data.parcels_staff (id, legal_area, land_area_1, land_term_1, map_scale) VALUES (${id}, 40, 30, 'lâu dài', 500)`,
  )
  await sql(`INSERT INTO data.parcels_restricted (id, owner_name) VALUES (${id}, 'Ngô Văn Trước (hư cấu)')`)
  await sql(`UPDATE data.parcels_restricted SET owner_name = 'Đinh Thị Nay (hư cấu)' WHERE id = ${id}`)
  parcel = await ask<Parcel>(`/api/parcels/${id}`)
})

/** How many features of a style layer of its own the map shows. */
const shownOn = (page: Page, layer: string) =>
  page.locator('.canvas').evaluate((element, id) => {
    const { map } = element as unknown as { map: MapLibre }
    return map.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).map(({ properties }) => properties) : []
  }, layer)

describe('history', () => {
  it.each([
    ['desktop', desktop],
    ['phone', phone],
  ])(
    '%s: versions, lineage on the map, the parcel as it was, and the way back',
    async (name, options) => {
      const page = await officer.signedIn(`/?parcel=${parcel.id}`, options)
      await title(page).filter({ hasText: 'Thửa' }).waitFor()
      if (name === 'phone') await page.locator('.handle').click()
      expect(await page.locator('[data-within=false]').innerText()).toContain('chưa được kiểm chứng')
      expect(await page.locator('.types').innerText()).toContain('30,0 m² · thời hạn lâu dài')
      await page.getByRole('button', { name: 'Lịch sử thửa đất' }).click()
      const history = page.locator('#history')
      await history.getByText('Tách thửa').waitFor()
      expect(await history.innerText()).toContain('tach-thua.zip · Lê Văn Sử (hư cấu)')
      expect(await history.innerText()).toContain('Sửa trực tiếp trong cơ sở dữ liệu')
      expect(await axe(page)).toEqual([])
      await drawn(page)
      expect((await shownOn(page, 'relatives-fill')).length).toBeGreaterThan(0)

      await history.getByRole('button', { name: 'Xem thửa đất lúc đó' }).last().click()
      await page.locator('.day-chip').filter({ hasText: 'Thửa đất lúc' }).waitFor()
      await page.locator('.past-note').waitFor()
      await page.getByText('Đất ở tại đô thị').first().waitFor()
      expect(await page.locator('.types').innerText()).not.toContain('CLN')
      await drawn(page)
      expect((await shownOn(page, 'chosen-line')).length).toBeGreaterThan(0)
      expect(await axe(page)).toEqual([])
      await page.locator('.past-note').getByRole('button', { name: 'Về hôm nay' }).click()
      await page.locator('.day-chip').waitFor({ state: 'detached' })
      await page.locator('.types').filter({ hasText: 'CLN' }).waitFor()

      await history.locator('.event .relatives').first().getByRole('button').click()
      await page.getByText('Thửa này đã tách thành:').waitFor()
      expect(page.url()).toContain(`parcel=${gone}`)
      expect(await axe(page)).toEqual([])
      await drawn(page)
      await page.locator('.hint .relatives').getByRole('button').first().click()
      await title(page).filter({ hasText: 'Thửa T' }).waitFor()
    },
    150_000,
  )

  it('former owners are told for a purpose, and that is written down', async () => {
    const page = await officer.signedIn(`/?parcel=${parcel.id}`, desktop)
    await page.getByRole('button', { name: 'Xem người sử dụng đất trước đây' }).click()
    await page.getByLabel('Mục đích xem').fill('Giải quyết tranh chấp, hồ sơ 7/2026')
    await page.getByRole('button', { name: 'Ghi nhật ký và xem' }).click()
    const staff = page.locator('.section.staff')
    await staff.getByText('Ngô Văn Trước (hư cấu)').waitFor()
    expect((await staff.innerText()).indexOf('Đinh Thị Nay')).toBeLessThan(
      (await staff.innerText()).indexOf('Ngô Văn Trước'),
    )
    await staff.getByText('Đã có 1 lượt xem').click()
    await staff.getByText('Giải quyết tranh chấp, hồ sơ 7/2026').waitFor()
    expect(await axe(page)).toEqual([])
    await drawn(page)
  }, 90_000)

  it('is not for everybody: a parcel that is gone is only missing', async () => {
    const page = await open(`/?parcel=${gone}`, desktop, /404/)
    await page.getByText('Không còn thửa đất này.').waitFor()
    expect(await page.getByText('Lịch sử thửa đất').count()).toBe(0)
  })
})
