import { afterEach, describe, expect, it } from 'vitest'
import { PANEL_WIDTH } from '../map/commands'
import { covered, freePart, isSeen, middleOf, unseen } from './frame'
import { narrow, stop, viewportHeight } from './store'

afterEach(() => {
  narrow.value = false
  stop.value = 'peek'
})

/** The map of a phone of 360 by 640, below the bar. */
const size = { width: 360, height: 592 }

describe('what lies on the map', () => {
  it('is the panel on a desktop, whatever the sheet would be', () => {
    stop.value = 'half'
    expect(covered(900)).toEqual({ top: 0, bottom: 0, left: PANEL_WIDTH, right: 0 })
  })

  it.each([
    ['peek', 96],
    ['half', 320],
    // The map behind a sheet that hides it all keeps a middle for when it is back.
    ['full', 385],
  ] as const)('is the sheet on a phone: %s', (at, bottom) => {
    narrow.value = true
    viewportHeight.value = 640
    stop.value = at
    expect(covered(size.height)).toEqual({ top: 0, bottom, left: 0, right: 0 })
  })
})

describe('what was chosen, above a sheet of half the screen', () => {
  const part = freePart(size, { top: 0, bottom: 320, left: 0, right: 0 })

  it('has its place in the free part', () => {
    expect(part).toEqual({ left: 0, top: 0, width: 360, height: 272 })
    expect(middleOf(part)).toEqual({ x: 180, y: 136 })
    expect([100, 263, 265, 300].map((y) => isSeen(part, { x: 100, y }))).toEqual([true, true, false, false])
  })

  it.each([
    ['nothing', null, null, null],
    ['a click that is seen', { x: 20, y: 20 }, null, null],
    ['a parcel that is seen', { x: 20, y: 20 }, { x: 30, y: 200 }, null],
    ['a click under the sheet', { x: 20, y: 500 }, null, { x: 20, y: 500 }],
    ['its parcel beside it', { x: 20, y: 500 }, { x: 40, y: 470 }, { x: 40, y: 470 }],
    ['a click above, the inner point below', { x: 20, y: 250 }, { x: 40, y: 290 }, { x: 40, y: 290 }],
    ['a parcel from a list, out of sight', null, { x: -900, y: 20 }, { x: -900, y: 20 }],
    ['a click on a parcel larger than the screen', { x: 20, y: 200 }, { x: 4000, y: 900 }, null],
    ['such a click under the sheet', { x: 20, y: 400 }, { x: 4000, y: 900 }, { x: 20, y: 400 }],
  ])('%s', (_, clicked, inner, want) => expect(unseen(part, clicked, inner)).toEqual(want))
})
