import { expect, it } from 'vitest'
import { event, limit } from '../testing/stations'
import { peakWords } from './Events'
import { beyondText } from './Means'

const so2 = limit({})
const ph = limit({ parameter: 'PH', lowest: 6, highest: 8.5, unit: '' })
const oxygen = limit({ parameter: 'DO', lowest: 5, highest: null, unit: 'mg/L' })

it.each([
  [350, so2, ''],
  [350.1, so2, 'vượt giới hạn'],
  [455, so2, 'vượt, gấp 1,3 lần'],
  [9, ph, 'trên mức cao nhất 8,5'],
  [5.5, ph, 'dưới mức thấp nhất 6'],
  [2, oxygen, 'dưới mức thấp nhất 5'],
])('%d against a limit: %#', (value, of, told) => expect(beyondText(value, of)).toBe(told))

it.each([
  [
    event(1, { peak: 454.6667 }),
    'SO2 cao nhất 454,7 µg/m³, giới hạn 350 µg/m³ (trung bình 1 giờ), gấp 1,3 lần giới hạn',
  ],
  [event(1, { peak: 350.2 }), 'SO2 cao nhất 350,2 µg/m³, giới hạn 350 µg/m³ (trung bình 1 giờ)'],
  [
    event(1, { parameter: 'HG', peak: 0.0015, limit: 0.001, unit: 'mg/L', basis: 'value' }),
    'HG cao nhất 0,0015 mg/L, giới hạn 0,001 mg/L (từng số đo), gấp 1,5 lần giới hạn',
  ],
  [
    event(1, { parameter: 'PH', peak: 9.3, limit: 8.5, unit: '', basis: 'value' }),
    'PH cao nhất 9,3, giới hạn 8,5 (từng số đo)',
  ],
  [
    event(1, { parameter: 'DO', peak: 1.2, limit: 5, unit: 'mg/L', basis: 'value' }),
    'DO thấp nhất 1,2 mg/L, giới hạn 5 mg/L (từng số đo)',
  ],
])('the worst of an exceedance: %#', (of, told) => expect(peakWords(of)).toBe(told))
