/** What the map says of cameras. */
export const cameras = {
  cameras: {
    states: { working: 'Hoạt động', silent: 'Mất tín hiệu', faulty: 'Hỏng', off: 'Đã tắt' },
    legend: {
      working: 'hoạt động: vùng nhìn tô đặc',
      silent: 'mất tín hiệu quá 24 giờ: sọc cắt ngang, dấu ?',
      faulty: 'hỏng: sọc chéo, dấu !',
      off: 'đã tắt: chỉ có viền, dấu ×',
    },
    near: 'Vùng nhìn hiện từ mức phóng 14; nhà cửa, cây cối che khuất không được xét.',
    seen: (when: string) => `tín hiệu cuối ${when}`,
    neverSeen: 'chưa rõ tín hiệu cuối',
    ways: ['bắc', 'đông bắc', 'đông', 'đông nam', 'nam', 'tây nam', 'tây', 'tây bắc'],
    looks: (way: string, degrees: string) => `Nhìn về hướng ${way} (${degrees}°)`,
    round: 'Nhìn toàn cảnh',
    unknownWay: 'Chưa rõ hướng nhìn',
    wide: (degrees: string) => `góc ${degrees}°`,
    far: (metres: string) => `xa khoảng ${metres} m`,
  },
  indicatorsLink: {
    title: 'Chỉ tiêu theo xã',
    lead: 'Dịch vụ công, y tế, giáo dục, du lịch, kinh tế: mỗi xã một màu theo giá trị của kỳ.',
    open: 'Mở bản đồ chỉ tiêu',
  },
}
