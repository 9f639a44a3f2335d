import { afterEach, expect, it, vi } from 'vitest'
import { hush, say, sayInTurn, warn } from './notice'
import { notice } from './store'

afterEach(() => {
  hush()
  vi.useRealTimers()
})

const text = () => notice.value?.text
const soon = () => Promise.resolve()

it('says in turn: at once where nothing is said', async () => {
  sayInTurn('second')
  await soon()
  expect(notice.value).toEqual({ text: 'second', tone: 'plain' })
})

it('says in turn: after a warning that was closed, once', async () => {
  warn('first')
  sayInTurn('second')
  await soon()
  expect(text()).toBe('first')
  hush()
  await soon()
  expect(text()).toBe('second')
  hush()
  await soon()
  expect(text()).toBeUndefined()
})

it('lets a sentence stand as long as it takes to read', async () => {
  vi.useFakeTimers()
  say('x'.repeat(100))
  await vi.advanceTimersByTimeAsync(9_900)
  expect(text()).toBeDefined()
  await vi.advanceTimersByTimeAsync(200)
  expect(text()).toBeUndefined()
})

it('says in turn: after a sentence that had its time', async () => {
  vi.useFakeTimers()
  say('first')
  sayInTurn('second')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(text()).toBe('first')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(text()).toBe('second')
})
