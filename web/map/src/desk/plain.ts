/**
 * The server's sentences name fields of the form, for programs. At the desk there are buttons instead: what says how a
 * field is set says where the button is. Coordinates are named as on Vietnamese maps.
 */
const vi: readonly (readonly [RegExp, string])[] = [
  [/ ?\(crs(?: [^)]*)?\)/g, ''],
  [/ Chọn bằng crs, ví dụ crs [^ ]+$/g, ''],
  [/,? hoặc cho biết hệ đúng bằng crs/g, ''],
  [/ bằng crs(?=[.,;])/g, ''],
  [/dùng crs (\d[^ .]*)/g, 'chọn lại hệ tọa độ'],
  [/ bằng (?:map|encoding) CỘT=(?:trường|-|…)/g, ' ở phần Cách đọc'],
  [/nhập lại với numbers \S+=(?:vi|en)/g, 'chọn kiểu viết khác ở phần Cách đọc'],
  [/: numbers CỘT=vi \(1\.234,5\) hoặc numbers CỘT=en \(1,234\.5\)/g, ' ở phần Cách đọc: 1.234,5 hay 1,234.5'],
  [/dùng accept \w+/g, 'chọn “Vẫn nhận các dòng này”'],
  [/bỏ qua dòng lỗi bằng skip_bad=true/g, 'chọn “Bỏ qua dòng lỗi”'],
  [/nhập lại với skip_bad=true để bỏ qua các dòng đó/g, 'chọn “Bỏ qua dòng lỗi”'],
  [/, hoặc map CỘT=\w+\?/g, '?'],
  [/ Hoặc tạo lớp mới bằng new_layer\./g, ''],
  [/x_north=(\S+) y_east=/g, 'X (Bắc) $1, Y (Đông) '],
  [/lon=(\S+) lat=/g, 'kinh độ $1, vĩ độ '],
]
const en: readonly (readonly [RegExp, string])[] = [
  [/ ?\(crs(?: [^)]*)?\)/g, ''],
  [/ Choose one with crs, such as crs [^ ]+$/g, ''],
  [/, or name the right one with crs/g, ''],
  [/ with crs(?=[.,;])/g, ''],
  [/use crs (\d[^ .]*)/g, 'choose the coordinate system again'],
  [/ with (?:map|encoding) COLUMN=(?:field|-|…)/g, ' under “How it is read”'],
  [/import again with numbers \S+=(?:vi|en)/g, 'choose the other way under “How it is read”'],
  [
    /: numbers COLUMN=vi \(1\.234,5\) or numbers COLUMN=en \(1,234\.5\)/g,
    ' under “How it is read”: 1.234,5 or 1,234.5',
  ],
  [/use accept \w+/g, 'choose “Take these rows all the same”'],
  [/leave bad rows out with skip_bad=true/g, 'choose to leave the rows in error out'],
  [/import again with skip_bad=true to leave them out/g, 'leave the rows in error out'],
  [/, or map COLUMN=\w+\?/g, '?'],
  [/ Or make one with new_layer\./g, ''],
  [/x_north=(\S+) y_east=/g, 'X (north) $1, Y (east) '],
  [/lon=(\S+) lat=/g, 'longitude $1, latitude '],
]

export const plain = (text: string, lang: 'vi' | 'en'): string =>
  (lang === 'vi' ? vi : en).reduce((said, [what, instead]) => said.replace(what, instead), text)
