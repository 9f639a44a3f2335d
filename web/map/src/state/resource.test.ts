import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import { Failure } from '../api/client'
import { follow } from './resource'

/** Requests that the test answers when it likes. */
function desk() {
  const open: { key: number; ended: AbortSignal; answer: (v: string) => void; fail: (e: unknown) => void }[] = []
  const load = (key: number, ended: AbortSignal) =>
    new Promise<string>((answer, fail) => open.push({ key, ended, answer, fail }))
  return { open, load }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('a resource that follows a key', () => {
  it('keeps what it has while the next is on its way, and ends what nobody wants any more', async () => {
    const key = signal<number | null>(1)
    const { open, load } = desk()
    const { resource } = follow(() => key.value, load)
    expect(resource.value).toEqual({ value: null, busy: true, failure: null })
    open[0]?.answer('one')
    await settled()
    expect(resource.value).toEqual({ value: 'one', busy: false, failure: null })
    key.value = 2
    expect(resource.value).toEqual({ value: 'one', busy: true, failure: null })
    key.value = 3
    expect(open[1]?.ended.aborted).toBe(true)
    open[1]?.answer('two, too late')
    open[2]?.answer('three')
    await settled()
    expect(resource.value.value).toBe('three')
    key.value = null
    expect(resource.value).toEqual({ value: null, busy: false, failure: null })
  })

  it('tells a failure and asks again', async () => {
    const { open, load } = desk()
    const { resource, again } = follow(() => 7, load)
    open[0]?.fail(new Failure('busy', 503))
    await settled()
    expect(resource.value).toMatchObject({ value: null, busy: false, failure: { kind: 'busy' } })
    again()
    expect(resource.value).toMatchObject({ busy: true, failure: null })
    open[1]?.answer('seven')
    await settled()
    expect(resource.value.value).toBe('seven')
  })

  describe('of a subject', () => {
    const pair = (name: string, turn: number) => ({ name, turn })
    const made = () => {
      const key = signal(pair('a', 1))
      const open: { answer: (v: string) => void; fail: (e: unknown) => void }[] = []
      const { resource, again } = follow(
        () => key.value,
        () => new Promise<string>((answer, fail) => open.push({ answer, fail })),
        ({ name }) => name,
      )
      return { key, open, resource, again }
    }

    it('keeps what was read last when it cannot be read anew, and tells the failure beside it', async () => {
      const { key, open, resource, again } = made()
      open[0]?.answer('of a')
      await settled()
      again()
      open[1]?.fail(new Failure('offline'))
      await settled()
      expect(resource.value).toMatchObject({ value: 'of a', busy: false, failure: { kind: 'offline' } })
      key.value = pair('a', 2)
      expect(resource.value).toEqual({ value: 'of a', busy: true, failure: null })
    })

    it('never shows the value of another', async () => {
      const { key, open, resource } = made()
      open[0]?.answer('of a')
      await settled()
      key.value = pair('b', 1)
      expect(resource.value).toEqual({ value: null, busy: true, failure: null })
      open[1]?.fail(new Failure('offline'))
      await settled()
      expect(resource.value.value).toBeNull()
    })

    it.each(['missing', 'refused'] as const)('drops what the server says is %s', async (kind) => {
      const { open, resource, again } = made()
      open[0]?.answer('of a')
      await settled()
      again()
      open[1]?.fail(new Failure(kind, 404))
      await settled()
      expect(resource.value.value).toBeNull()
    })
  })
})
