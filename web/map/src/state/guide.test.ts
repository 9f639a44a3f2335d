import { expect, it } from 'vitest'
import type { Code, Layer } from '../api/types'
import { areLandTypes, guideTo } from './guide'
import { lang, layers } from './store'

it('leads to a land type in the language of the map, or to the guide itself', () => {
  expect(guideTo('ONT')).toBe('/guide/land-types?lang=vi#ONT')
  lang.value = 'en'
  expect(guideTo('ONT')).toBe('/guide/land-types?lang=en#ONT')
  expect(guideTo()).toBe('/guide?lang=en')
  lang.value = 'vi'
})

it('explains the codes that the parcels have, and no others', () => {
  const codes = ['ONT', 'CLN'].map(
    (code) => ({ code, color: '#ffd0ff', current: true, name: { vi: code, en: code } }) as Code,
  )
  expect(areLandTypes(codes)).toBe(false)
  layers.value = [
    {
      name: 'parcels',
      style: {},
      fields: [{ name: 'land_type', type: 'text', in_tiles: true, codes }],
    } as unknown as Layer,
  ]
  expect(areLandTypes([...codes])).toBe(true)
  expect(areLandTypes(codes.slice(1))).toBe(false)
  expect(areLandTypes(null)).toBe(false)
  layers.value = []
})
