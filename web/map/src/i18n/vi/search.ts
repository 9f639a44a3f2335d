import { type Args, type Sentences, s } from '../args'
import { date } from '../format'

/** 'Phường này' of 'Phường Thắng Tam'; a place whose kind its name does not tell is 'Nơi này'. */
const thisPlace = (name: unknown): string => `${/^(?:Phường|Xã|Thị trấn|Đặc khu)(?= )/.exec(s(name))?.[0] ?? 'Nơi'} này`

/** The sentences of the search box, in Vietnamese. */
export const search = {
  search: {
    label: 'Tìm thửa đất, xã, phường hoặc tọa độ',
    placeholder: 'Ví dụ: thửa 45 tờ 12 Vũng Tàu',
    placeholderPlace: 'Tìm xã, phường hoặc tọa độ',
    clear: 'Xóa ô tìm kiếm',
    results: 'Kết quả tìm kiếm',
    searching: 'Đang tìm…',
    count: (n: number) => (n === 0 ? 'Không có kết quả.' : `Có ${n} kết quả. Dùng phím mũi tên để chọn.`),
    groups: { parcel: 'Thửa đất', commune: 'Đơn vị hành chính', coordinate: 'Tọa độ' },
    parcel: (parcel: string, sheet: string) => `Thửa ${parcel}, tờ ${sheet}`,
    nothing: (q: string) => `Không tìm thấy “${q}”. Hãy thử số thửa, số tờ và tên xã, phường, hoặc một cặp tọa độ.`,
  },
  why: {
    sheet_parcel: (a: Args) =>
      a.order === 'sheet_parcel' || a.order === 'parcel_sheet'
        ? `Hiểu là thửa ${s(a.parcel)}, tờ ${s(a.sheet)}`
        : a.order === 'parcel'
          ? 'Khớp số thửa'
          : 'Khớp số thửa và số tờ',
    old_commune: (a: Args) =>
      `${s(a.old)}${a.since ? ` (trước ${date(s(a.since))})` : ''}, nay ${a.split === 'true' ? 'có phần ' : ''}thuộc ${s(a.new)}`,
    old_sheet: (a: Args) =>
      `Số cũ: ${a.parcel ? `thửa ${s(a.parcel)}` : ''}${a.sheet ? `${a.parcel ? ', ' : ''}tờ ${s(a.sheet)}` : ''}${
        a.old ? `, ${s(a.old)}` : ''
      }`,
    official_id: (a: Args) =>
      a.by === 'point' ? `Mã định danh ${s(a.id)} chỉ vị trí trong thửa này` : 'Khớp mã định danh thửa đất',
    address: (a: Args) => `Khớp địa chỉ${a.house ? ` số ${s(a.house)}` : ''}, ${s(a.as ?? a.street)}`,
    map_link: () => 'Vị trí trong liên kết đã dán',
    name: () => 'Khớp tên hiện nay',
    name_then: (a: Args) =>
      `Ngày ${date(s(a.at))}${a.district || a.province ? `: ${[a.district, a.province].filter(Boolean).map(s).join(', ')}` : ''}`,
    old_name: (a: Args) =>
      `Gồm ${a.split === 'true' ? 'một phần ' : ''}${s(a.old)}${a.since ? ` (tên trước ${date(s(a.since))})` : ''}`,
    old_district: (a: Args) => `Trước đây thuộc ${s(a.old)}`,
    wgs84: () => 'Độ thập phân, WGS84',
    dms: () => 'Độ, phút, giây, WGS84',
    vn2000_zone_said: (a: Args) => `VN-2000, KTT ${s(a.meridian)} như đã ghi`,
    vn2000_zone_default: (a: Args) => `VN-2000, hiểu là KTT ${s(a.meridian)} của tỉnh`,
    vn2000_zone_fits: (a: Args) => `VN-2000, nếu là KTT ${s(a.meridian)}`,
  } as Sentences,
  /** Behind a reason: words that were taken for a name that spells otherwise. */
  meant: (written: string, name: string) => `hiểu “${written}” là ${name}`,
  hint: {
    address_not_found: (a: Args) =>
      `Không có thửa nào ghi địa chỉ ${a.house ? `số ${s(a.house)} ` : ''}${s(a.street)}${a.commune ? `, ${s(a.commune)}` : ''}. Hãy bỏ số nhà để xem cả đường.`,
    street_not_found: (a: Args) =>
      `Chưa có thửa nào ghi địa chỉ “${s(a.street)}” ở ${s(a.commune)}. Nếu bạn tìm thửa đất, hãy gõ: thửa ${s(a.parcel)}${a.sheet ? ` tờ ${s(a.sheet)}` : ''} ${s(a.commune)}.`,
    text_too_long: () => 'Nội dung quá dài. Hãy chỉ gõ số thửa, số tờ, tên xã, phường hoặc địa chỉ.',
    short_link: () =>
      'Liên kết rút gọn không cho biết vị trí. Hãy mở liên kết đó, rồi sao chép địa chỉ đầy đủ hoặc tọa độ của điểm.',
    link_unknown: (a: Args) =>
      `Không đọc được vị trí nào ở Việt Nam trong liên kết của ${s(a.host)}. Hãy dán liên kết của sổ tay này, Google Maps, OpenStreetMap, Apple hoặc Bing Maps, hay tọa độ của điểm.`,
    linked_parcel_gone: () => 'Thửa trong liên kết không còn trong sổ tay. Hãy tìm lại theo số thửa, số tờ.',
    sheet_needed: (a: Args) => `Cần thêm số tờ hoặc tên xã, phường, ví dụ: thửa ${s(a.parcel)} tờ 12 Vũng Tàu.`,
    commune_needed: (a: Args) => `Cần thêm số thửa và tên xã, phường, ví dụ: thửa 45 tờ ${s(a.sheet)} Vũng Tàu.`,
    sheet_not_found: (a: Args) =>
      `Không tìm thấy tờ ${s(a.sheet)} ở ${s(a.commune)}. ${thisPlace(a.commune)} có tờ ${s(a.sheets)}. Có thể bạn cần số tờ cũ (trước 01/07/2025).`,
    parcel_not_found: (a: Args) =>
      `Không tìm thấy thửa ${s(a.parcel)}${a.sheet ? `, tờ ${s(a.sheet)}` : ''}${a.commune ? `, ${s(a.commune)}` : ''}. ${
        a.parcels
          ? `Tờ này có thửa ${s(a.parcels)}. `
          : a.sheets
            ? `${thisPlace(a.commune)} có tờ ${s(a.sheets)}. `
            : ''
      }Hãy kiểm tra số thửa, số tờ hoặc thử số cũ.`,
    commune_not_found: (a: Args) =>
      `Không có xã, phường nào tên “${s(a.commune)}”.${a.nearest ? ` Có phải bạn tìm ${s(a.nearest)}?` : ''} Tên cũ trước 01/07/2025 cũng dùng được.`,
    commune_without_parcels: (a: Args) => `${s(a.commune)} chưa có thửa đất nào trong sổ tay.`,
    commune_without_data: (a: Args) => `${s(a.commune)} có trong danh mục nhưng chưa có bản đồ trong sổ tay.`,
    official_id_not_found: (a: Args) => `Không có thửa nào mang mã định danh ${s(a.id)}.`,
    zone_unknown: (a: Args) =>
      `Không có kinh tuyến trục ${s(a.zone)}. Các kinh tuyến trục đang dùng: ${s(a.meridians)}.`,
    zone_needed: (a: Args) =>
      `Theo KTT ${s(a.meridian)} của tỉnh thì điểm này nằm ngoài các xã, phường. Hãy ghi thêm kinh tuyến trục, ví dụ: KTT 105°45′.`,
  } as Sentences,
  privateSearch: {
    ways: {
      owner: (text: string) => `Tìm người sử dụng đất “${text}”`,
      certificate: (text: string) => `Tìm giấy chứng nhận ${text}`,
    },
    titles: { owner: 'Tìm người sử dụng đất', certificate: 'Tìm giấy chứng nhận' },
    texts: { owner: 'Họ tên hoặc tên tổ chức, ít nhất ba chữ cái', certificate: 'Số phát hành' },
    commune: 'Xã, phường',
    communeHint: 'Gõ tên hoặc mã năm chữ số; không cần ở trong khung nhìn.',
    communeOwn: 'Một trong các xã, phường bạn phụ trách.',
    communeUnclear: 'Chưa rõ là xã, phường nào. Hãy chọn một dòng trong danh sách, hoặc gõ mã năm chữ số.',
    go: 'Ghi nhật ký và tìm',
    found: (n: number) => (n === 0 ? 'Không có thửa nào.' : `${n} thửa đất.`),
    more: (n: number) => `${n} thửa đầu tiên; hãy gõ thêm chữ để thu hẹp.`,
    quotaUsed: (n: number) => `${n} thửa đầu tiên; bạn đã dùng hết số lượt xem của hôm nay. Hãy tìm tiếp vào ngày mai.`,
  },
}
