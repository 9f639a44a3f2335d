import { afterEach, expect, it } from 'vitest'
import { inView, place } from '../state/store'
import { textOf } from '../testing/text'
import { Home } from './Home'

afterEach(() => {
  inView.value = { landTypes: [], parcels: [], communes: [] }
  place.value = null
})

const parcel = (id: number, commune_code: string) => ({
  id,
  properties: { parcel_no: '45', sheet_no: '12', commune_code, map_area: 100.72, land_use: 'ODT' },
})
const commune = (code: string, name: string) => ({ id: Number(code), properties: { code, name } })
const east = commune('26506', 'Phường Vũng Tàu')
const west = commune('26526', 'Phường Tam Thắng')

it('a parcel in view is told with its commune where two could have its number', () => {
  place.value = { lon: 107, lat: 10, zoom: 16, bearing: 0 }
  const parcels = [parcel(1, '26506'), parcel(2, '26526')]
  inView.value = { landTypes: [], parcels, communes: [east] }
  expect(textOf(Home())).toContain('Thửa 45, tờ 12ODT 100,7 m²')
  inView.value = { landTypes: [], parcels, communes: [east, west] }
  expect(textOf(Home())).toContain('Thửa 45, tờ 12Phường Vũng TàuODT')
  expect(textOf(Home())).toContain('Thửa 45, tờ 12Phường Tam ThắngODT')
})
