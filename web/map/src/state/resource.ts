import { batch, effect, type ReadonlySignal, signal } from '@preact/signals'
import { Failure } from '../api/client'

/** Something fetched: what was last read stays while the next is on its way. */
export interface Resource<T> {
  readonly value: T | null
  readonly busy: boolean
  readonly failure: Failure | null
}

const nothing = { value: null, busy: false, failure: null } as const

/**
 * A resource that follows a key: a new key ends the running request and starts the next, null empties it.
 * Returns the resource and a way to ask again.
 */
export function follow<K, T>(
  key: () => K | null,
  load: (key: K, ended: AbortSignal) => Promise<T>,
): { readonly resource: ReadonlySignal<Resource<T>>; readonly again: () => void } {
  const resource = signal<Resource<T>>(nothing)
  const turn = signal(0)
  effect(() => {
    turn.value
    const wanted = key()
    if (wanted === null) {
      resource.value = nothing
      return
    }
    const controller = new AbortController()
    batch(() => {
      resource.value = { ...resource.peek(), busy: true, failure: null }
    })
    load(wanted, controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) resource.value = { value, busy: false, failure: null }
      },
      (cause) => {
        if (controller.signal.aborted) return
        const failure = cause instanceof Failure ? cause : new Failure('garbled', 0, String(cause))
        resource.value = { value: null, busy: false, failure }
      },
    )
    return () => controller.abort()
  })
  return { resource, again: () => turn.value++ }
}
