import { expect, it } from 'vitest'
import { privateKind } from './privateSearch'

it.each([
  ['CS 01234567', 'certificate'],
  ['bk123456', 'certificate'],
  ['Đ 0123456', 'certificate'],
  ['Nguyễn Văn Mẫu', 'owner'],
  ['tran thi', 'owner'],
  ['an', null],
  ['12/45', null],
  ['thửa 45 tờ 12', null],
  ['10.346, 107.0843', null],
  ['', null],
] as const)('%j can be: %s', (text, kind) => {
  expect(privateKind(text)).toBe(kind)
})
