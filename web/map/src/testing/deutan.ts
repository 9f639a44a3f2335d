/** A colour as somebody without green cones sees it: the matrix of Machado, Oliveira and Fernandes (2009), on linear light. */
export function seenByDeutan(hex: string): string {
  const light = [1, 3, 5].map((at) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  })
  const seen = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ].map((row) => row.reduce((sum, part, i) => sum + part * (light[i] ?? 0), 0))
  const byte = (v: number): string => {
    const within = Math.min(1, Math.max(0, v))
    const value = within <= 0.0031308 ? 12.92 * within : 1.055 * within ** (1 / 2.4) - 0.055
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${seen.map(byte).join('')}`
}
