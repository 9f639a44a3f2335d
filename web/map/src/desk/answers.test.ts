import { describe, expect, it } from 'vitest'
import type { Import, ImportQuestion } from '../api/types'
import { answered, answersOf, formOf, noAnswers } from './answers'

const question = (code: string, flag: string, about?: string): ImportQuestion => ({
  code,
  flag,
  ...(about ? { about } : {}),
  words: { vi: '', en: '' },
  choices: null,
})

describe('an answer becomes a field of the form', () => {
  it.each([
    [question('layer', 'layer=…'), 'parcels', ['layer', 'parcels']],
    [question('source_layer', 'source_layer=…'), 'thua', ['source_layer', 'thua']],
    [question('crs', 'crs=…'), '910775:yx', ['crs', '910775:yx']],
    [question('encoding', 'encoding=TEN CHU=…', 'TEN CHU'), 'tcvn3', ['encoding', 'TEN CHU=tcvn3']],
    [question('numbers', 'numbers=DT=…', 'DT'), 'vi', ['numbers', 'DT=vi']],
    [question('field', 'set=commune_code=…', 'commune_code'), '26506', ['set', 'commune_code=26506']],
    [question('place', 'accept=…'), 'outside_province', ['accept', 'outside_province']],
    [question('replace', 'replace=…'), 'none', ['replace', 'none']],
  ] as const)('%o', (asked, value, field) => expect(formOf(answered(noAnswers, asked, value))).toEqual([field]))

  it('an unknown question changes nothing', () => {
    expect(answered(noAnswers, question('other', 'other=…'), 'x')).toEqual(noAnswers)
  })

  it('one answer does not take another back', () => {
    const one = answered(noAnswers, question('encoding', 'encoding=A=…', 'A'), 'vni')
    const two = answered(one, question('encoding', 'encoding=B=…', 'B'), 'tcvn3')
    expect(formOf(two)).toEqual([
      ['encoding', 'A=vni'],
      ['encoding', 'B=tcvn3'],
    ])
  })

  it('a column that is left out, a row in error that is left out', () => {
    expect(formOf({ ...noAnswers, map: { GHICHU: '', TO: 'sheet_no' }, skipBad: true })).toEqual([
      ['map', 'GHICHU=-'],
      ['map', 'TO=sheet_no'],
      ['skip_bad', 'true'],
    ])
  })

  it('a new layer takes the place of a layer', () => {
    const newLayer = { name: 'rung', title: 'Rừng', titleEn: '', theme: 'forest' } as const
    expect(formOf({ ...noAnswers, layer: 'parcels', newLayer })).toEqual([
      ['new_layer', 'rung'],
      ['title', 'Rừng'],
      ['theme', 'forest'],
    ])
    expect(answered({ ...noAnswers, newLayer }, question('layer', 'layer=…'), 'parcels').newLayer).toBeUndefined()
  })
})

it('a staged import says how its file is read again just so', () => {
  const is = {
    id: 7,
    layer: 'parcels',
    source: 'thua.shp',
    state: 'staged',
    actor: 'a',
    created_at: '2026-11-26T00:00:00Z',
    counts: { read: 1, refused: 0, warnings: 0, added: 1, changed: 0, removed: 0, unchanged: 0 },
    plan: {
      srid: 910775,
      swapped: true,
      replace: 'sheet',
      scope: { vi: '', en: '' },
      skip_bad: true,
      set: { commune_code: '26506' },
    },
    analysis: {
      source: 'thua.shp',
      rows: 1,
      crs: { vi: '', en: '' },
      columns: [
        { name: 'TO', type: 'integer', filled: 1, samples: ['1'], field: 'sheet_no' },
        { name: 'DIACHI', type: 'text', filled: 1, samples: [], encoding: 'tcvn3', field: 'address' },
        { name: 'GHICHU', type: 'text', filled: 1, samples: [], encoding: 'tcvn3' },
      ],
    },
  } satisfies Import
  expect(formOf(answersOf(is))).toEqual([
    ['layer', 'parcels'],
    ['crs', '910775:yx'],
    ['replace', 'sheet'],
    ['encoding', 'DIACHI=tcvn3'],
    ['set', 'commune_code=26506'],
    ['map', 'TO=sheet_no'],
    ['map', 'DIACHI=address'],
    ['map', 'GHICHU=-'],
    ['skip_bad', 'true'],
  ])
})
