import { expect, it } from 'vitest'
import { privateKind } from './privateSearch'

it.each([
  ['CS 01234567', 'certificate'],
  ['bk123456', 'certificate'],
  ['Đ 0123456', 'certificate'],
  ['Nguyễn Văn Mẫu', 'owner'],
  ['tran thi', 'owner'],
  ['Nguyễn Văn Mẫu'.normalize('NFD'), 'owner'],
  ['Công ty CP 621', 'owner'],
  ['Hợp tác xã số 2', 'owner'],
  ['Công ty A & B', 'owner'],
  ['Công ty TNHH A, B (Vũng Tàu)', 'owner'],
  ["H'Hoa Niê", 'owner'],
  ['01234567', 'certificate'],
  ['12345', 'certificate'],
  ['1234', null],
  ['123456789', null],
  ['an', null],
  ['621', null],
  ['12 & 3', null],
  ['12/45', null],
  ['thửa 45 tờ 12', null],
  ['45 tờ 12 Vũng Tàu', null],
  ['to so 12 Vung Tau', null],
  ['KTT 105, 1144200.5 426902.4', null],
  ['https://maps.example/10.346', null],
  ['10.346, 107.0843', null],
  ['', null],
] as const)('%j can be: %s', (text, kind) => {
  expect(privateKind(text)).toBe(kind)
})
