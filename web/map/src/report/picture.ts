/** The longest side that is sent, pixels: what the server keeps at most. */
const LONGEST = 2048
const QUALITY = 0.85

/** A picture that cannot be sent: HEIC that this browser does not read, something else that is none, or too many bytes. */
export class PictureRefused extends Error {
  readonly why: 'heic' | 'unreadable' | 'large'

  constructor(why: 'heic' | 'unreadable' | 'large') {
    super(why)
    this.why = why
  }
}

/** The size that fits into a square, in proportion; never larger than it was. */
export function fitted(width: number, height: number, longest = LONGEST): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/** What a file is by its first bytes, whatever it is called. */
export function kindOf(head: Uint8Array): 'jpeg' | 'png' | 'webp' | 'heic' | 'other' {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg'
  if (ascii(head.subarray(1, 4)) === 'PNG') return 'png'
  if (ascii(head.subarray(0, 4)) === 'RIFF' && ascii(head.subarray(8, 12)) === 'WEBP') return 'webp'
  const box = ascii(head.subarray(4, 8)) === 'ftyp' ? ascii(head.subarray(8, 12)) : ''
  return /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(box) ? 'heic' : 'other'
}

async function drawn(file: Blob): Promise<Blob | null> {
  // The orientation that the camera wrote is applied by the browser.
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const { width, height } = fitted(image.width, image.height)
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const pen = canvas.getContext('2d')
    if (!pen) return null
    pen.fillStyle = '#ffffff'
    pen.fillRect(0, 0, width, height)
    pen.drawImage(image, 0, 0, width, height)
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  } finally {
    image.close()
  }
}

/**
 * Makes a picture ready for a slow line: a JPEG of at most 2048 pixels with nothing else in it. One that the browser
 * cannot draw goes as it is where the server can read its kind. Throws a PictureRefused.
 */
export async function prepared(file: Blob, mostBytes: number): Promise<Blob> {
  const kind = kindOf(
    new Uint8Array(
      await file
        .slice(0, 16)
        .arrayBuffer()
        .catch(() => new ArrayBuffer(0)),
    ),
  )
  const small = await drawn(file).catch(() => null)
  if (small) return small
  if (kind === 'heic') throw new PictureRefused('heic')
  if (kind === 'other') throw new PictureRefused('unreadable')
  if (file.size > mostBytes) throw new PictureRefused('large')
  return new Blob([file], { type: `image/${kind}` })
}
