import { expect, it } from 'vitest'
import { isCornerList } from './plot'

it.each([
  ['1 1144200.50 426902.36\n2 1144210.50 426902.36\n3 1144210.50 426912.36', true],
  ['STT\tX\tY\r\n1\t1.144.200,50\t426.902,36\r\n2\t1.144.210,50\t426.902,36\r\n3\t1.144.210,50\t426.912,36', true],
  ['10.346, 107.0843\n10.347, 107.0843\n10.347, 107.0853', true],
  ['1144200.50 426902.36\n1144210.50 426902.36', false],
  ['thửa 45 tờ 12\nphường Thắng Tam\nVũng Tàu', false],
  ['12/45 Vũng Tàu', false],
  ['', false],
])('%j is a list of corners: %s', (text, is) => {
  expect(isCornerList(text)).toBe(is)
})
