import { expect, it } from 'vitest'
import { letterHeight, pitchOf, sizeFor } from './size'

it('letters have 16 minutes of arc at the farthest seat', () => {
  expect(letterHeight(4)).toBeCloseTo(18.6, 1)
  expect(letterHeight(8)).toBeCloseTo(37.2, 1)
})

it('the pitch comes of diagonal and resolution', () => {
  expect(pitchOf(55, 1920, 1080)).toBeCloseTo(0.634, 3)
  expect(pitchOf(55, 3840, 2160)).toBeCloseTo(0.317, 3)
})

it('the font is sized by distance and pitch, in CSS pixels', () => {
  expect(sizeFor(4, 0.634, 1, 1920, 1080).font).toBeCloseTo(41.9, 1)
  // Twice the pixels on the same screen, two of which make a CSS pixel: the same.
  expect(sizeFor(4, 0.317, 2, 1920, 1080).font).toBeCloseTo(41.9, 1)
  expect(sizeFor(4, 0.317, 1, 3840, 2160).font).toBeCloseTo(83.9, 1)
})

it('a screen that is too small for the distance says from where it is read', () => {
  const { font, readFrom } = sizeFor(20, 0.634, 1, 1920, 1080)
  expect(font).toBeCloseTo(1080 / 13, 1)
  expect(readFrom).toBeGreaterThan(7)
  expect(readFrom).toBeLessThan(9)
  expect(sizeFor(4, 0.634, 1, 1920, 1080).readFrom).toBeCloseTo(4, 6)
})
