import { expect, it } from 'vitest'
import { aligned, type Column } from '../series'
import { sentenceOf, toldAt } from './told'

const column = (over: Partial<Column>): Column => ({
  key: 'k',
  station: 1,
  parameter: 'PM2.5',
  unit: 'µg/m³',
  times: [],
  values: [],
  statuses: null,
  ...over,
})
const first = column({ times: [10, 20, 30], values: [35.2, 36, null], statuses: [0, 2, 7] })
const other = column({ times: [10, 25], values: [7, 8], unit: '', statuses: [1, 0] })
const { times, values } = aligned([first, other])
const read = (at: number): string => sentenceOf('lúc ấy', ['PM2.5', 'pH'], toldAt([first, other], times, values, at))

it('who hears the chart is told of statuses too, each at its own time', () => {
  expect(times).toEqual([10, 20, 25, 30])
  expect(read(0)).toBe('lúc ấy: PM2.5 35,2 µg/m³; pH 7,0, hiệu chuẩn')
  expect(read(1)).toBe('lúc ấy: PM2.5 36,0 µg/m³, lỗi thiết bị; pH không có số liệu')
  expect(read(2)).toBe('lúc ấy: PM2.5 không có số liệu; pH 8,0')
  expect(read(3)).toBe('lúc ấy: PM2.5 không có số liệu, trạng thái 07; pH không có số liệu')
})
