/** Every sentence of the web map, in Vietnamese. The shape of this table is the contract of the others. */

import { date } from './format'

type Args = Readonly<Record<string, unknown>>
type Sentences = Record<string, (a: Args) => string>
const s = (v: unknown): string => (v === null || v === undefined ? '' : String(v))

/** 'Phường này' of 'Phường Thắng Tam'; a place whose kind its name does not tell is 'Nơi này'. */
const thisPlace = (name: unknown): string => `${/^(?:Phường|Xã|Thị trấn|Đặc khu)(?= )/.exec(s(name))?.[0] ?? 'Nơi'} này`

export const vi = {
  app: {
    product: 'Sổ tay đất đai',
    views: 'Các màn hình',
    skip: 'Tới ô tìm kiếm',
    skipDesk: 'Tới bàn làm việc',
    desk: 'Bàn làm việc',
    panel: 'Bảng thông tin',
    contents: 'Nội dung',
    loading: 'Đang mở bản đồ…',
    language: 'English',
    languageHint: 'Switch to English',
    close: 'Đóng',
    retry: 'Thử lại',
    copied: (what: string) => `Đã sao chép: ${what}`,
    copyFailed: (what: string) => `Trình duyệt không cho sao chép. Hãy tự chọn rồi sao chép: ${what}`,
    linkCopied: 'Đã sao chép liên kết. Ai mở liên kết sẽ thấy đúng màn hình này.',
    share: 'Chia sẻ',
    shareHint: 'Sao chép liên kết tới màn hình này',
    source: (source: string) => `Nguồn: ${source}`,
    sourceUnknown: 'Nguồn: chưa ghi',
    asOf: (date: string) => `tính đến ${date}`,
    asOfUnknown: 'chưa rõ thời điểm',
    waiting: 'Đang tải dữ liệu…',
    reference: 'Thông tin chỉ để tham khảo, không có giá trị pháp lý.',
  },
  sheet: {
    handle: 'Kéo để đổi chiều cao bảng thông tin',
    stops: { peek: 'thu gọn', half: 'nửa màn hình', full: 'toàn màn hình' },
    at: (stop: string) => `Bảng thông tin: ${stop}. Nhấn để đổi chiều cao.`,
  },
  search: {
    label: 'Tìm thửa đất, xã, phường hoặc tọa độ',
    placeholder: 'Ví dụ: thửa 45 tờ 12 Vũng Tàu',
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
    name: () => 'Khớp tên hiện nay',
    old_name: (a: Args) =>
      `Gồm ${a.split === 'true' ? 'một phần ' : ''}${s(a.old)}${a.since ? ` (tên trước ${date(s(a.since))})` : ''}`,
    old_district: (a: Args) => `Trước đây thuộc ${s(a.old)}`,
    wgs84: () => 'Độ thập phân, WGS84',
    dms: () => 'Độ, phút, giây, WGS84',
    vn2000_zone_said: (a: Args) => `VN-2000, KTT ${s(a.meridian)} như đã ghi`,
    vn2000_zone_default: (a: Args) => `VN-2000, hiểu là KTT ${s(a.meridian)} của tỉnh`,
    vn2000_zone_fits: (a: Args) => `VN-2000, nếu là KTT ${s(a.meridian)}`,
  } as Sentences,
  hint: {
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
  home: {
    title: 'Tra cứu thửa đất',
    tips: [
      'Gõ số thửa, số tờ và tên xã, phường; tên cũ, số cũ cũng được.',
      'Bấm vào bản đồ để xem thửa đất và quy hoạch tại đó.',
      'Dán tọa độ WGS84 hoặc VN-2000 để tới đúng vị trí.',
    ],
    inView: 'Trong khung nhìn',
    inViewParcels: (n: number, more: boolean) => (more ? `${n} thửa đầu tiên` : `${n} thửa đất`),
    inViewCommunes: (n: number) => `${n} xã, phường`,
    inViewEmpty: 'Không có thửa đất nào trong khung nhìn. Hãy phóng to hoặc di chuyển bản đồ.',
    noLayers: 'Chưa có dữ liệu. Dùng lệnh sotay import để nạp một tệp địa chính.',
    zoomIn: 'Phóng to để thấy từng thửa đất.',
    wholeArea: 'Xem toàn địa bàn',
  },
  parcel: {
    title: (parcel: string, sheet: string) => `Thửa ${parcel}, tờ ${sheet}`,
    announced: (parcel: string, sheet: string, commune: string) => `Đã chọn thửa ${parcel}, tờ ${sheet}, ${commune}.`,
    closed: 'Đã bỏ chọn.',
    identity: 'Thông tin thửa đất',
    commune: 'Đơn vị hành chính',
    communeCode: (code: string) => `mã ${code}`,
    formerly: (names: string) => `Sáp nhập từ: ${names}`,
    old: 'Số cũ',
    oldNumbers: (parcel: string, sheet: string) => `thửa ${parcel || '–'}, tờ ${sheet || '–'}`,
    address: 'Địa chỉ',
    officialId: 'Mã định danh',
    idInside: 'Điểm mà mã chỉ tới nằm trong thửa.',
    idOutside: (distance: string) => `Điểm mà mã chỉ tới nằm ngoài thửa, cách ${distance}. Hãy kiểm tra lại mã.`,
    landTypes: 'Loại đất',
    asWritten: (text: string) => `Ghi trong hồ sơ: ${text}`,
    outdated: 'mã theo quy định cũ',
    noLandType: 'Chưa có thông tin loại đất.',
    area: 'Diện tích bản đồ',
    basis: {
      survey: 'Tính trên mặt phẳng VN-2000 từ tọa độ đo',
      computed: 'Tính trên mặt ellipsoid từ hình WGS84; không phải diện tích pháp lý',
    },
    zoom: 'Phóng tới thửa',
    missing: 'Không còn thửa đất này. Có thể thửa đã được thay bằng dữ liệu mới; hãy tìm lại theo số thửa, số tờ.',
  },
  overlaps: {
    title: 'Quy hoạch và hành lang',
    decision: (list: string) => `Quyết định: ${list}`,
    leftOut: (n: number) => `Đã bỏ qua ${n} phần chồng nhỏ hơn 0,5 m² hoặc 0,1 % diện tích thửa.`,
    more: 'Còn nữa; chỉ xét 500 đối tượng đầu.',
    none: (layers: string) => `Không có trên thửa này: ${layers}.`,
    noData: (layers: string) => `Không có dữ liệu ở đây: ${layers}.`,
    noLayers: 'Sổ tay chưa có lớp quy hoạch hay hành lang nào.',
    measured: 'Diện tích chồng được tính trên mặt phẳng VN-2000. Các lớp có thể chồng lên nhau.',
  },
  neighbours: {
    title: 'Thửa giáp ranh',
    order: 'Theo chiều kim đồng hồ, từ hướng bắc; số trong vòng tròn có trên bản đồ.',
    edge: (length: string) => `cạnh ${length}`,
    nothing: 'Không có thửa nào chung cạnh với thửa này trong sổ tay.',
    more: (n: number) => `Chỉ liệt kê ${n} thửa có cạnh chung dài nhất.`,
  },
  extract: {
    title: 'Tải trích lục',
    pdf: (size: string) => `PDF ${size}`,
    names: { geojson: 'GeoJSON', dxf: 'DXF', csv: 'CSV' },
    hints: {
      pdf: 'Trích lục để in, có sơ đồ và bảng tọa độ',
      geojson: 'Hình thửa theo WGS84, cho phần mềm bản đồ',
      dxf: 'Bản vẽ theo VN-2000, cho phần mềm CAD',
      csv: 'Bảng tọa độ đỉnh thửa, cho bảng tính',
    },
    note: 'Bản tham khảo, không có giá trị pháp lý. Mã QR trên bản in giúp đối chiếu với dữ liệu hiện tại.',
  },
  verify: {
    title: 'Kiểm tra trích lục',
    lead: 'So sánh nội dung bản in với dữ liệu thửa đất hiện tại. Quét mã QR trên bản in, hoặc nhập số và mã kiểm tra.',
    number: 'Số trích lục',
    code: 'Mã kiểm tra',
    check: 'Kiểm tra',
    home: 'Về sổ tay đất đai',
    states: {
      same: 'Nội dung trích lục khớp với dữ liệu hiện tại.',
      changed: 'Dữ liệu hiện tại khác với nội dung trích lục.',
      gone: 'Không còn thửa đất mang số này trong sổ tay.',
    },
    changed: (parts: string) => `Phần đã khác: ${parts}.`,
    changedUnknown: 'Mã kiểm tra nhập tay không cho biết phần nào khác; hãy quét mã QR để biết.',
    parts: {
      identity: 'số thửa, số tờ, mã định danh hoặc địa chỉ',
      geometry: 'ranh giới',
      area: 'diện tích bản đồ',
      land_types: 'loại đất',
    },
  },
  vertices: {
    title: (n: number) => `Tọa độ đỉnh thửa (${n} đỉnh)`,
    system: (meridian: string, width: number) => `VN-2000, KTT ${meridian}, múi ${width}°`,
    basis: { survey: 'tọa độ đo', computed: 'tính từ hình WGS84' },
    point: 'Đỉnh',
    x: 'X (Bắc), m',
    y: 'Y (Đông), m',
    edge: 'Cạnh, m',
    ring: (part: number, ring: number) => (ring === 1 ? `Mảnh ${part}` : `Mảnh ${part}, lỗ ${ring - 1}`),
    copy: 'Sao chép bảng',
    copiedWhat: 'bảng tọa độ đỉnh thửa',
  },
  here: {
    title: 'Tại điểm này',
    announced: 'Đã chọn một điểm trên bản đồ.',
    others: 'Các lớp khác tại điểm đã chọn',
    onlyHere: 'Chỉ đúng với điểm đã chọn, không áp dụng cho cả thửa.',
    openParcel: (parcel: string, sheet: string) => `Mở thửa ${parcel}, tờ ${sheet}`,
    noPlanning: 'Không có quy hoạch ở đây.',
    noPlanningData: 'Không có dữ liệu quy hoạch ở đây.',
    noData: 'Không có dữ liệu ở đây.',
    noDataHint:
      'Điểm này nằm ngoài vùng đã có dữ liệu. Hãy quay về địa bàn có dữ liệu, hoặc nhập dữ liệu cho vùng này.',
    yes: 'có',
    no: 'không',
  },
  layers: {
    title: 'Lớp bản đồ',
    show: (layer: string) => `Hiện ${layer}`,
    opacity: (layer: string) => `Độ đậm của ${layer}`,
    percent: (n: number) => `${n}%`,
    records: (n: string) => `${n} đối tượng`,
    from: (zoom: number) => `Hiện từ mức phóng ${zoom}. Hãy phóng to.`,
    empty: 'Lớp này chưa có dữ liệu.',
    derived: (layer: string) => `Lập từ lớp ${layer}`,
    basemap: 'Bản đồ nền',
  },
  legend: {
    palette: 'Bảng màu',
    palettes: { official: 'Địa chính', clear: 'Dễ phân biệt' },
    inView: 'Trong khung nhìn',
    all: (n: number) => `Tất cả ${n} mã`,
    noneInView: 'Phóng to tới thửa đất để thấy loại đất trong khung nhìn.',
    noColor: 'chưa có màu',
    asLand: 'Dùng chung bảng màu loại đất với lớp thửa đất.',
  },
  guide: {
    title: 'Hướng dẫn',
    ofCode: (code: string) => `Mã ${code} nghĩa là gì: xem hướng dẫn`,
  },
  coords: {
    label: 'Tọa độ',
    of: { pointer: 'Con trỏ', selection: 'Điểm chọn', center: 'Tâm bản đồ' },
    systems: { wgs84: 'WGS84', vn2000: 'VN-2000' },
    switchTo: (system: string) => `Đổi sang ${system}`,
    copy: 'Sao chép tọa độ',
    copiedWhat: (system: string) => `tọa độ ${system}`,
    meridian: 'Kinh tuyến trục',
    ktt: (meridian: string) => `KTT ${meridian}`,
    width: 'múi 3°',
    zone: (meridian: string) => `VN-2000, KTT ${meridian}, múi 3°`,
    plane: (x: string, y: string) => `X (Bắc) ${x}  Y (Đông) ${y}`,
    geographic: (lat: string, lon: string) => `Vĩ độ ${lat}°  Kinh độ ${lon}°`,
  },
  measure: {
    open: 'Đo khoảng cách, diện tích',
    title: 'Đo trên bản đồ',
    kind: 'Đo',
    kinds: { distance: 'Khoảng cách', area: 'Diện tích' },
    method: 'Cách tính',
    methods: { plane: 'Phẳng VN-2000', geodesic: 'Ellipsoid' },
    methodHint: {
      plane: (meridian: string) => `Trên mặt phẳng VN-2000, KTT ${meridian}, như bản đồ địa chính`,
      geodesic: () => 'Trên mặt ellipsoid WGS84, độ dài thật ngoài thực địa ở độ cao 0',
    },
    start: 'Bấm lên bản đồ để đặt điểm đầu.',
    keys: 'Bằng bàn phím: chuyển vào bản đồ, di chuyển tâm, nhấn Enter.',
    more: 'Bấm tiếp để thêm điểm; Backspace bỏ điểm cuối, Esc kết thúc.',
    perimeter: (v: string) => `Chu vi ${v}`,
    last: (v: string) => `Đoạn cuối ${v}`,
    undo: 'Bỏ điểm cuối',
    clear: 'Xóa hết',
    result: (v: string) => `Kết quả đo: ${v}`,
  },
  locate: {
    find: 'Vị trí của tôi',
    why: 'Vị trí chỉ dùng trên máy này để vẽ chấm lên bản đồ, không gửi về máy chủ.',
    asking: 'Đang xác định vị trí…',
    found: (m: string) => `Bạn đang ở trong vòng tròn này, sai số khoảng ${m}. Không dùng để xác định ranh giới thửa.`,
    denied: 'Trang này chưa được phép dùng vị trí. Hãy bật quyền vị trí cho trang trong cài đặt trình duyệt.',
    unavailable: 'Không xác định được vị trí. Hãy ra chỗ thoáng hoặc bật định vị rồi thử lại.',
    insecure: 'Trình duyệt chỉ cho dùng vị trí khi trang mở bằng https. Hãy báo người quản trị.',
    remove: 'Bỏ chấm vị trí',
  },
  map: {
    label: 'Bản đồ địa chính. Phím mũi tên để di chuyển, + và − để phóng to, thu nhỏ, Enter để chọn điểm ở giữa.',
    zoomIn: 'Phóng to',
    zoomOut: 'Thu nhỏ',
    north: 'Quay về hướng Bắc',
    loading: 'Đang tải bản đồ…',
    tilesFailed: 'Một phần bản đồ chưa tải được.',
    basemapMissing: 'Chưa tải được bản đồ nền. Các lớp của sổ tay vẫn hiện đầy đủ.',
    webgl: 'Trình duyệt này không vẽ được bản đồ (thiếu WebGL). Vẫn có thể tìm và xem thửa đất trong bảng thông tin.',
    scale: (length: string) => `Thước tỷ lệ: ${length}`,
    beyond: 'Vị trí này nằm ngoài phạm vi bản đồ Việt Nam nên bản đồ không chuyển tới đó.',
  },
  archipelagos: { hoangSa: 'Quần đảo Hoàng Sa\n(Việt Nam)', truongSa: 'Quần đảo Trường Sa\n(Việt Nam)' },
  account: {
    signIn: 'Đăng nhập',
    title: 'Tài khoản',
    signOut: 'Đăng xuất',
    signedInAs: (name: string, role: string) => `${name}, ${role}`,
    communes: (codes: string) => `Phụ trách xã: ${codes}`,
    signedOut: 'Đã đăng xuất.',
    login: 'Tên đăng nhập',
    password: 'Mật khẩu',
    forgotten: 'Quên mật khẩu: xin quản trị viên một liên kết đặt mật khẩu mới.',
    setPassword: 'Đặt mật khẩu',
    newPassword: 'Mật khẩu mới',
    passwordRule: 'Ít nhất 15 ký tự; một câu dễ nhớ là tốt nhất.',
    passwordSet: 'Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới.',
    roles: {
      citizen: 'người dân',
      land_officer: 'cán bộ địa chính',
      environment: 'cán bộ môi trường',
      ioc: 'trực điều hành IOC',
      administrator: 'quản trị viên',
    },
  },
  staff: {
    title: 'Dành cho cán bộ',
    showOwner: 'Xem người sử dụng đất',
    purpose: 'Mục đích xem',
    purposeExample: 'Giải quyết hồ sơ số …',
    recorded: 'Tên bạn, thời điểm và mục đích được ghi vào nhật ký trước khi thông tin hiện ra.',
    show: 'Ghi nhật ký và xem',
    looked: (n: number) => `Đã có ${n} lượt xem người sử dụng đất`,
    nobodyLooked: 'Chưa ai xem người sử dụng đất của thửa này.',
  },
  errors: {
    offline: 'Không kết nối được máy chủ. Những gì đang xem vẫn còn; hãy kiểm tra mạng rồi thử lại.',
    timeout: 'Máy chủ trả lời quá lâu. Những gì đang xem vẫn còn; hãy thử lại.',
    missing: 'Máy chủ không có nội dung này.',
    refused: 'Máy chủ không nhận yêu cầu này.',
    busy: 'Máy chủ đang bận hoặc đang khởi động lại. Hãy thử lại sau ít giây.',
    server: 'Máy chủ gặp lỗi. Dữ liệu không bị thay đổi; hãy thử lại, hoặc báo người quản trị kèm mã dưới đây.',
    garbled: 'Không đọc được câu trả lời của máy chủ. Hãy tải lại trang.',
    requestId: (id: string) => `Mã yêu cầu: ${id}`,
    start: 'Chưa mở được sổ tay',
    search: 'Chưa tìm được.',
    backOnline: 'Đã có mạng trở lại.',
    wentOffline: 'Mất kết nối mạng. Phần đã tải vẫn xem được.',
  },
}

/** The shape that every language fills. */
export type Messages = typeof vi
