import { describe, expect, it } from 'vitest'
import { day, night } from '../map/style/theme'
import { luminance } from './levels'
import { bordersOf, drawSurface, ramp, rampOf, surfaceQuery } from './surface'

describe('the borders of the classes', () => {
  it.each([
    [
      [12, 48],
      [20, 30, 40],
    ],
    [
      [0, 100],
      [20, 40, 60, 80],
    ],
    [
      [0.011, 0.049],
      [0.02, 0.03, 0.04],
    ],
    [
      [1, 168],
      [50, 100, 150],
    ],
    [
      [-3, 7],
      [-2, 0, 2, 4],
    ],
    [[5, 5], []],
    [[], []],
  ])('of %j are round', (values, borders) => expect(bordersOf(values)).toEqual(borders))
})

it('the colours are ordered in grey as well, and turned round by night', () => {
  const greys = ramp.map(luminance)
  expect(greys).toEqual([...greys].sort((a, b) => b - a))
  expect(rampOf(night)).toEqual([...ramp].reverse())
})

it('the query is the same all through an hour', () =>
  expect(surfaceQuery({ parameter: 'PM2.5', value: 'max', span: 'day' }, Date.parse('2026-11-26T14:00:00+07:00'))).toBe(
    'parameter=PM2.5&value=max&from=2026-11-25T14%3A00%3A00%2B07%3A00&to=2026-11-26T14%3A00%3A00%2B07%3A00',
  ))

it('one value is one colour', () => {
  const { below } = drawSurface({ query: 'q', borders: [] }, 'https://sotay.example', day)
  expect(JSON.stringify(below)).toContain(ramp[2])
})
