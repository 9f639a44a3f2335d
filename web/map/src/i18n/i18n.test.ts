import { describe, expect, it } from 'vitest'
import { en as deskEn } from '../desk/i18n/en'
import { vi as deskVi } from '../desk/i18n/vi'
import { en } from './en'
import { vi } from './vi'

/** Every path of a table with what kind of thing stands there. */
function shape(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [`${path}()`]
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`))
}

/** Every sentence of a table; functions are asked with plausible values. */
function sentences(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') {
    const args = new Proxy({}, { get: (_, key) => (key === 'sheet' || key === 'parcel' ? '12' : String(key)) })
    const given = /^\.(why|hint)\./.test(path) ? [args] : [5, 3, 'x']
    return [[path, String(value(...given))]]
  }
  return Object.entries(value as object).flatMap(([key, inner]) => sentences(inner, `${path}.${key}`))
}

/** The numbers of a parcel in another order than parcel, sheet, commune. */
const otherWay = /tờ(?: số)? \d+[,·]? thửa|số tờ,? (?:và )?(?:số )?thửa|sheet \d+,? parcel|sheet (?:and|or) parcel|·/i

describe('the two languages', () => {
  it.each([
    ['page', en, vi],
    ['desk', deskEn, deskVi],
  ])('say the same things: %s', (_, one, other) => expect(shape(one).sort()).toEqual(shape(other).sort()))

  it.each([
    ['vi', vi],
    ['en', en],
    ['vi, desk', deskVi],
    ['en, desk', deskEn],
  ])('%s: no sentence is empty, broken or without its values', (_, table) => {
    for (const [path, text] of sentences(table)) {
      expect(text.trim(), path).not.toBe('')
      expect(text, path).not.toMatch(/undefined|null|\[object|NaN|\s{3,}/)
      expect(text, path).not.toMatch(otherWay)
    }
  })

  it.each(['sheet_parcel', 'parcel_sheet', 'parcel', ''])(
    'name parcel before sheet, however they were typed: %s',
    (order) => {
      for (const { why } of [vi, en]) {
        expect(why.sheet_parcel?.({ sheet: '12', parcel: '45', order })).not.toMatch(otherWay)
      }
      expect(vi.why.sheet_parcel?.({ sheet: '12', parcel: '45', order: 'sheet_parcel' })).toBe('Hiểu là thửa 45, tờ 12')
    },
  )

  it('Vietnamese has no decimal point', () => {
    for (const [path, text] of [...sentences(vi), ...sentences(deskVi)]) expect(text, path).not.toMatch(/\d\.\d/)
  })

  it('English has no Vietnamese left in it, but for names and the switch', () => {
    const marked = [...sentences(en), ...sentences(deskEn)].filter(([, text]) => /[ăâđêôơưĂÂĐÊÔƠƯ]|[ạ-ỹ]/i.test(text))
    expect(marked.map(([path]) => path).sort()).toEqual(['.app.language', '.app.languageHint'])
  })

  it('explains what the server says', () => {
    expect(vi.hint.sheet_not_found?.({ sheet: '12', commune: 'Phường Thắng Tam', sheets: '1–96' })).toBe(
      'Không tìm thấy tờ 12 ở Phường Thắng Tam. Phường này có tờ 1–96. Có thể bạn cần số tờ cũ (trước 01/07/2025).',
    )
    expect(vi.hint.parcel_not_found?.({ parcel: '45', sheet: '12', commune: 'Côn Đảo', sheets: '1–9' })).toBe(
      'Không tìm thấy thửa 45, tờ 12, Côn Đảo. Nơi này có tờ 1–9. Hãy kiểm tra số thửa, số tờ hoặc thử số cũ.',
    )
    expect(vi.why.old_commune?.({ old: 'Phường Thắng Tam', new: 'Phường Vũng Tàu', since: '2025-07-01' })).toBe(
      'Phường Thắng Tam (trước 01/07/2025), nay thuộc Phường Vũng Tàu',
    )
    expect(vi.why.sheet_parcel?.({ sheet: '12', parcel: '45', order: 'parcel_sheet' })).toBe('Hiểu là thửa 45, tờ 12')
    expect(en.why.old_sheet?.({ sheet: '3', parcel: '9' })).toBe('Former number: parcel 9, sheet 3')
  })
})
