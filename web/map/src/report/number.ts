/** The letters of a number: no I, L, O and U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A report's number as people type it: small letters, spaces or none of the dashes, O for 0, I and L for 1.
 * null: it is none. The check character is the server's to look at.
 */
export function readNumber(text: string): string | null {
  const plain = text.toUpperCase().replace(/[\s–—-]/g, '')
  const [, year, rest = ''] = /^PA(\d\d)([0-9A-Z]{8})$/.exec(plain) ?? []
  if (!year) return null
  const letters = rest.replaceAll('O', '0').replace(/[IL]/g, '1')
  if ([...letters].some((letter) => !LETTERS.includes(letter))) return null
  return `PA${year}-${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** The number and key in a follow link, or in a bare number. */
export function readLink(text: string): { number: string; follow: string } | null {
  const [, path, follow = ''] = /\/report\/([^/#?\s%]+)[^#\s]*(?:#([\w-]+))?/.exec(text) ?? []
  const number = readNumber(path ?? text)
  return number ? { number, follow } : null
}
