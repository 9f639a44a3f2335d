import { describe, expect, it } from 'vitest'
import { nextStop, restingStop, shiftedStop, stopHeight } from './sheet'

describe('the sheet', () => {
  it('leaves the bar free at its highest', () => {
    expect(stopHeight('peek', 640)).toBe(96)
    expect(stopHeight('half', 640)).toBe(320)
    expect(stopHeight('full', 640)).toBe(592)
  })

  it.each([
    [100, 0, 'peek'],
    [260, 0, 'half'],
    [500, 0, 'full'],
    [300, 1, 'full'],
    [300, -1.5, 'peek'],
    [2000, 5, 'full'],
  ])('let go at %i px with %f px/ms it rests at %s', (height, speed, stop) =>
    expect(restingStop(height, speed, 640)).toBe(stop),
  )

  it('goes round by clicks and to the ends by arrow keys', () => {
    expect([nextStop('peek'), nextStop('half'), nextStop('full')]).toEqual(['half', 'full', 'peek'])
    expect([shiftedStop('peek', -1), shiftedStop('peek', 1), shiftedStop('full', 1)]).toEqual(['peek', 'half', 'full'])
  })
})
