import { expect, it } from 'vitest'
import { closer, following } from './zoom'

const whole = { min: 0, max: 1000 }

it.each([
  [500, { min: 250, max: 750 }],
  [100, { min: 0, max: 500 }],
  [990, { min: 500, max: 1000 }],
])('closer around %d', (around, part) => expect(closer(whole, around, whole, 1001)).toEqual(part))

it('not closer than a few points', () => {
  expect(closer({ min: 0, max: 10 }, 5, whole, 1001)).toEqual({ min: 0, max: 10 })
  expect(closer(whole, 5, whole, 1)).toEqual(whole)
})

it.each([
  [50, { min: 0, max: 100 }],
  [300, { min: 250, max: 350 }],
  [1000, { min: 900, max: 1000 }],
])('who reads on at %d sees it', (time, part) => expect(following({ min: 0, max: 100 }, time, whole)).toEqual(part))
