/** The letter of each move. */
export const letters: Readonly<Record<string, string>> = {
  verify: 'v',
  reject: 'x',
  assign: 'a',
  start: 's',
  return: 'r',
  extend: 'g',
  wait: 'w',
  resume: 'u',
  resolve: 'd',
  close: 'c',
  reopen: 'o',
  merge: 'm',
  split: 't',
  edit: 'e',
}

const FIELDS = 'input:not([type=checkbox], [type=radio]), textarea, select'
const typing = (target: EventTarget | null): boolean =>
  target !== null && 'matches' in target && (target as Element).matches(FIELDS)

/** What a key means here: a direction, help, the way back or a move; null: nothing of this page. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return null
  if (event.key === 'j') return 'down'
  if (event.key === 'k') return 'up'
  if (event.key === '?') return 'help'
  if (event.key === 'Escape') return 'back'
  return Object.keys(letters).find((move) => letters[move] === event.key) ?? null
}
