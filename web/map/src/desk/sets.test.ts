import { describe, expect, it } from 'vitest'
import { around, holds, union } from './boxes'
import { slugOf } from './NewLayerForm'
import { mainOf, missingTable, oneSet } from './sets'

describe('files that belong together', () => {
  it.each([
    [['thua.zip'], true],
    [['thua.shp', 'thua.dbf', 'THUA.SHX', 'thua.prj', 'thua.shp.xml'], true],
    [['thua.shp', 'duong.shp'], false],
    [['thua.shp', 'duong.dbf'], false],
    [['a.geojson', 'b.geojson'], false],
    [['thua.dbf', 'thua.shx'], false],
  ])('%j: %s', (names, want) => expect(oneSet(names)).toBe(want))

  it('a Shapefile without its table', () => {
    expect(missingTable(['thửa đất.shp', 'thửa đất.shx'])).toBe('thửa đất.dbf')
    expect(missingTable(['a.shp', 'a.dbf'])).toBe('')
    expect(missingTable(['a.gpkg'])).toBe('')
  })

  it('goes by the name of its shapes', () => expect(mainOf(['a.dbf', 'a.shp', 'a.prj'])).toBe('a.shp'))
})

describe('boxes', () => {
  it('the box of boxes', () => {
    expect(union([])).toBeNull()
    expect(
      union([
        [1, 2, 3, 4],
        [0, 3, 2, 9],
      ]),
    ).toEqual([0, 2, 3, 9])
  })

  it('what a map may show holds what it shows', () => {
    const seen = around({ lon: 107, lat: 10, zoom: 16, bearing: 45 }, 1280, 800)
    const half = (640 * 360) / (512 * 2 ** 16)
    expect(holds(seen, [107 - half, 10 - half / 2, 107 + half, 10 + half / 2])).toBe(true)
    expect(holds(seen, [106, 9, 108, 11])).toBe(false)
  })
})

it.each([
  ['Đất rừng 2024', 'dat_rung_2024'],
  ['2024 Quy hoạch', 'quy_hoach'],
  ['   ', ''],
])('the technical name of %j', (title, want) => expect(slugOf(title)).toBe(want))
