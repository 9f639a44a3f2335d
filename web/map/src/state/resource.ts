import { batch, effect, type ReadonlySignal, signal } from '@preact/signals'
import { Failure } from '../api/client'

/** Something fetched: what was last read stays while the next is on its way. */
export interface Resource<T> {
  readonly value: T | null
  readonly busy: boolean
  readonly failure: Failure | null
}

const nothing = { value: null, busy: false, failure: null } as const

/** Failures that say nothing against what was read before: the way there, or the server, was not well. */
const passing: readonly Failure['kind'][] = ['offline', 'timeout', 'busy', 'server', 'garbled']

/**
 * A resource that follows a key: a new key ends the running request and starts the next, null empties it.
 * `subject` says what of a key the answer is about: a value of another subject goes at once, one of the same stays when
 * it could not be read anew. Without it values stay until the next answer, and none stays after a failure.
 * Returns the resource and a way to ask again.
 */
export function follow<K, T>(
  key: () => K | null,
  load: (key: K, ended: AbortSignal) => Promise<T>,
  subject?: (key: K) => string | number,
): { readonly resource: ReadonlySignal<Resource<T>>; readonly again: () => void } {
  const resource = signal<Resource<T>>(nothing)
  const turn = signal(0)
  let about: string | number | undefined
  effect(() => {
    turn.value
    const wanted = key()
    if (wanted === null) {
      resource.value = nothing
      return
    }
    const controller = new AbortController()
    const same = about === subject?.(wanted)
    about = subject?.(wanted)
    batch(() => {
      resource.value = { value: same ? resource.peek().value : null, busy: true, failure: null }
    })
    load(wanted, controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) resource.value = { value, busy: false, failure: null }
      },
      (cause) => {
        if (controller.signal.aborted) return
        const failure = cause instanceof Failure ? cause : new Failure('garbled', 0, String(cause))
        const kept = subject && passing.includes(failure.kind) ? resource.peek().value : null
        resource.value = { value: kept, busy: false, failure }
      },
    )
    return () => controller.abort()
  })
  return { resource, again: () => turn.value++ }
}
