import { describe, expect, it } from 'vitest'
import { onlyNumbers } from './searching'

describe('whether nearness decides', () => {
  it.each(['thửa 45 tờ 12', '45/12', 'tờ bản đồ số 12', 'số thửa 7a tờ 3', 'parcel 4 sheet 5', '38b 12'])(
    '%s: only numbers',
    (text) => expect(onlyNumbers(text)).toBe(true),
  )

  it.each(['thửa 45 tờ 12 Vũng Tàu', '45 12 thang tam', 'Phường 7', 'long điền'])('%s: names a place', (text) =>
    expect(onlyNumbers(text)).toBe(false),
  )
})
