import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { plain } from './plain'

/** Names of the form's fields as they stand in a sentence with a value, or as options of the command. */
const jargon =
  /--|\b(?:CỘT|COLUMN)=|skip_bad|new_layer|\baccept [a-z]+_|\(crs\)|\bbằng crs\b|\bwith crs\b|x_north=|lon=/

describe('the sentences of the server at the desk', () => {
  it.each([
    ['vi', 'Tệp không cho biết hệ tọa độ. Chọn bằng crs, ví dụ crs 107°45.', 'Tệp không cho biết hệ tọa độ.'],
    [
      'vi',
      'Sửa trong tệp nguồn rồi nhập lại, hoặc bỏ qua dòng lỗi bằng skip_bad=true.',
      'Sửa trong tệp nguồn rồi nhập lại, hoặc chọn “Bỏ qua dòng lỗi”.',
    ],
    ['vi', 'Sửa giá trị, hoặc bỏ cột này bằng map CỘT=-.', 'Sửa giá trị, hoặc bỏ cột này ở phần Cách đọc.'],
    [
      'vi',
      'Hình sai: ranh tự cắt tại x_north=1153406,17 y_east=424874,41.',
      'Hình sai: ranh tự cắt tại X (Bắc) 1153406,17, Y (Đông) 424874,41.',
    ],
    [
      'en',
      'Check the coordinate system (crs) and the coordinates of this row.',
      'Check the coordinate system and the coordinates of this row.',
    ],
    [
      'en',
      '3 rows are in error; mend the file, or import again with skip_bad=true to leave them out.',
      '3 rows are in error; mend the file, or leave the rows in error out.',
    ],
    ['vi', 'Chồng lên thửa 26545/10/2.', 'Chồng lên thửa 26545/10/2.'],
  ] as const)('%s: %s', (lang, said, want) => expect(plain(said, lang)).toBe(want))

  it('name no option that is no button here, of all that the readers and checks find', () => {
    const folder = new URL('../../../../importers/', import.meta.url)
    const sources = readdirSync(folder).filter((name) => /findings\.go$|^accept\.go$/.test(name))
    const texts = sources.flatMap(
      (name) => readFileSync(new URL(name, folder), 'utf8').match(/"[^"\n]*--[a-z][^"\n]*"/g) ?? [],
    )
    expect(texts.length).toBeGreaterThan(12)
    const option = /--(accept|crs|encoding|map|numbers|new-layer|skip-bad)\b/g
    for (const text of texts.filter((line) => !/^"--/.test(line))) {
      // As geoapi says it: an option becomes a field of the form.
      const form = text
        .slice(1, -1)
        .replace(option, (_, name: string) => (name === 'skip-bad' ? 'skip_bad=true' : name.replace('-', '_')))
      if (form.includes('--')) continue // of an option that the form does not have
      const lang = /[ạ-ỹđơư]/i.test(form) ? 'vi' : 'en'
      expect(plain(form.replace(/%(?:\[\d\])?[sdvq]/g, 'X'), lang), form).not.toMatch(jargon)
    }
  })
})
