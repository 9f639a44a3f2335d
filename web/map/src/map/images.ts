/** Red, green and blue of `#rrggbb`. */
const channels = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))

/** An image as the map takes it: four bytes a pixel. */
export interface Image {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** Makers of images that screens beside the handbook draw with. */
export const makers: ((name: string) => Image | undefined)[] = []

/** The images that the style names: `hatch#rrggbb` and `bar#rrggbb`, and those of the makers. Undefined for any other. */
export function imageFor(name: string): Image | undefined {
  for (const make of makers) {
    const made = make(name)
    if (made) return made
  }
  const [, kind, color] = /^(hatch|bar)(#[0-9a-f]{6})$/i.exec(name) ?? []
  if (!color) return undefined
  return kind === 'bar' ? bar(color) : hatch(color)
}

/** A diagonal hatch of a colour as an image for fill-pattern, `size` pixels square, to be drawn at twice the density. */
function hatch(color: string, size = 16): Image {
  const [red = 0, green = 0, blue = 0] = channels(color)
  const data = new Uint8ClampedArray(size * size * 4)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = (y * size + x) * 4
      const distance = (x + y) % size
      const alpha = distance < 2 ? 235 : distance === 2 || distance === size - 1 ? 90 : 26
      data.set([red, green, blue, alpha], at)
    }
  }
  return { width: size, height: size, data }
}

/** A bar of a colour, one pixel high at twice the density, to be stretched to the width of a label. */
function bar(color: string): Image {
  const [red = 0, green = 0, blue = 0] = channels(color)
  const width = 64
  const data = new Uint8ClampedArray(width * 2 * 4)
  for (let at = 0; at < data.length; at += 4) data.set([red, green, blue, 255], at)
  return { width, height: 2, data }
}
