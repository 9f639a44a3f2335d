import { describe, expect, it } from 'vitest'
import { station } from '../../testing/stations'
import { about, type Draft, draftOf, faultsOf, fresh, kindsOf, offered, ruleOf } from './draft'

const draft: Draft = { ...fresh, name: 'Bụi', bound: '1.234,5' }

describe('a rule that is written', () => {
  it('has one bound, on the side that is chosen', () => {
    expect(ruleOf(draft, 'vi')).toMatchObject({ above: 1234.5, below: null, basis: '1h' })
    expect(ruleOf({ ...draft, side: 'below' }, 'vi')).toMatchObject({ above: null, below: 1234.5 })
  })

  it('has neither parameter nor bounds when it is about silence', () => {
    const silence = about({ ...draft, clear: 'abc' }, null, null)
    expect(faultsOf(silence, 'vi')).toEqual([])
    expect(ruleOf(silence, 'vi')).toMatchObject({ basis: 'silence', above: null, below: null, clear: null })
  })

  it.each<[string, Partial<Draft>, readonly string[]]>([
    ['nothing', {}, []],
    ['no bound', { bound: '' }, ['boundMissing']],
    ['a bound that is no number', { bound: 'abc' }, ['boundUnreadable']],
    ['an end that is no number', { clear: '0.5' }, ['clearUnreadable']],
    ['no commune', { where: 'communes' }, ['communesMissing']],
    ['a commune', { where: 'communes', communes: ['26506'] }, []],
    ['no station', { where: 'stations' }, ['stationsMissing']],
    ['a station', { where: 'stations', stations: [7] }, []],
  ])('is kept back by %s', (_, part, faults) => {
    expect(faultsOf({ ...draft, ...part }, 'vi')).toEqual(faults)
  })

  it('is about kinds of stations that measure the parameter', () => {
    expect(kindsOf('water')).toEqual(['surface_water', 'ground_water', 'waste_water'])
    expect(kindsOf('air')).toEqual(['air', 'emission', 'weather'])
    expect(about(draft, 'PH', 'water').kinds).toEqual([])
    expect(about({ ...draft, kinds: ['air', 'weather'] }, null, null).kinds).toEqual(['air', 'weather'])
  })

  it('offers stations of these kinds', () => {
    const all = [station(1), station(2, { kind: 'waste_water' }), station(3, { kind: 'emission' })]
    const ids = (of: Draft): readonly number[] => offered(of, all).map(({ id }) => id)
    expect(ids(draft)).toEqual([1])
    expect(ids({ ...draft, kinds: [] })).toEqual([1, 3])
    expect(ids(about(draft, 'PH', 'water'))).toEqual([2])
  })

  it('is the rule that it was made of, but for what could never hold', () => {
    const rule = ruleOf({ ...draft, clear: '1.000', where: 'stations', stations: [7], kinds: [] }, 'vi')
    for (const lang of ['vi', 'en'] as const) expect(ruleOf(draftOf(rule, lang), lang)).toEqual(rule)
    expect(draftOf({ ...rule, medium: 'water', parameter: 'PH', kinds: ['air'] }, 'vi').kinds).toEqual([])
  })
})
