import { beforeEach, describe, expect, it } from 'vitest'
import { lang } from '../../state/store'
import { periodText } from './period'

describe('how long a bulletin holds', () => {
  beforeEach(() => {
    lang.value = 'vi'
  })
  it.each([
    ['2026-11-26T00:00:00+07:00', '2026-12-01T00:00:00+07:00', 'hiệu lực từ 26/11/2026 đến hết 30/11/2026'],
    ['2026-11-25T17:00:00Z', '2026-11-30T17:00:00Z', 'hiệu lực từ 26/11/2026 đến hết 30/11/2026'],
    ['2026-11-26T00:00:00+07:00', '2026-11-27T00:00:00+07:00', 'hiệu lực trong ngày 26/11/2026'],
    ['2026-11-26T16:30:00+07:00', '2026-12-01T00:00:00+07:00', 'hiệu lực từ 26/11/2026 16:30 đến hết 30/11/2026'],
    ['2026-11-26T16:00:00+07:00', '2026-11-27T16:00:00+07:00', 'hiệu lực từ 26/11/2026 16:00 đến 27/11/2026 16:00'],
    ['2026-11-26T00:00:00+07:00', '2026-11-27T16:00:00+07:00', 'hiệu lực từ 26/11/2026 đến 27/11/2026 16:00'],
  ])('%s to %s', (from, to, text) => {
    expect(periodText(from, to)).toBe(text)
  })
})
