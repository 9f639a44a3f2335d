import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** Puts the cursor into the first field of what has just been opened, before it can be seen: who types at once is never moved to another field. `kinds` says what counts as a field. */
export function useFirstField(of: RefObject<HTMLElement | null>, kinds = 'input'): void {
  useLayoutEffect(() => {
    of.current?.querySelector<HTMLElement>(kinds)?.focus()
  }, [])
}
