import { beforeEach, describe, expect, it } from 'vitest'
import { lang } from '../../state/store'
import { station as made } from '../../testing/stations'
import { stations } from './api'
import { type Rule, sentenceOf } from './rules'
import { matches } from './Stations'

const rule: Rule = {
  id: 1,
  name: 'Bụi mịn',
  parameter: 'PM2.5',
  medium: 'air',
  kinds: ['air'],
  area: null,
  stations: null,
  basis: '1h',
  above: 100,
  below: null,
  for_minutes: 60,
  clear: 80,
  enabled: true,
}
const station = made(7, {
  code: 'KK01',
  name: 'Trạm Thắng Tam',
  operator: 'Trung tâm Quan trắc',
  commune: { code: '26506', name: 'Phường Vũng Tàu' },
})

describe('a rule as a sentence', () => {
  beforeEach(() => {
    lang.value = 'vi'
  })
  it('says value, time, place and end', () => {
    expect(sentenceOf(rule, 'µg/m³', [])).toBe(
      'Cảnh báo khi trung bình 1 giờ PM2.5 vượt 100 µg/m³ trong 60 phút, trạm không khí xung quanh; hết khi xuống dưới 80 µg/m³.',
    )
  })
  it('leaves out what is not said', () => {
    expect(sentenceOf({ ...rule, for_minutes: 0, clear: null, kinds: [], stations: [7] }, '', [station])).toBe(
      'Cảnh báo khi trung bình 1 giờ PM2.5 vượt 100, mọi loại trạm, tại Trạm Thắng Tam.',
    )
  })
  it('turns the end round for what falls too low', () => {
    const low = { ...rule, parameter: 'DO', above: null, below: 4.5, clear: 5, for_minutes: 0 }
    expect(sentenceOf(low, 'mg/l', [])).toContain('dưới 4,5 mg/l, trạm không khí xung quanh; hết khi lên trên 5 mg/l')
  })
  it('tells small values as they are', () => {
    expect(sentenceOf({ ...rule, parameter: 'HG', above: 0.001, clear: 0.0005 }, 'mg/l', [])).toMatch(
      /vượt 0,001 mg\/l .* xuống dưới 0,0005 mg\/l\.$/,
    )
  })
  it('calls communes by their names', () => {
    stations.value = [station]
    expect(sentenceOf({ ...rule, area: { communes: ['26506'] } }, '', [])).toContain('tại Phường Vũng Tàu')
    stations.value = null
  })
  it('tells of silence without a value', () => {
    expect(sentenceOf({ ...rule, parameter: null, area: { communes: ['26506'] } }, '', [])).toBe(
      'Cảnh báo khi trạm mất tín hiệu quá 60 phút, trạm không khí xung quanh, tại 26506.',
    )
    lang.value = 'en'
    expect(sentenceOf({ ...rule, parameter: null, for_minutes: 0 }, '', [])).toBe(
      'Alarm when a station is silent, stations for ambient air.',
    )
  })
})

describe('finding a station', () => {
  it.each([
    ['kk01', true],
    ['thang tam', true],
    ['quan trac kk', true],
    ['kk02', false],
  ])('%s', (text, found) => {
    expect(matches(station, text)).toBe(found)
  })
})
