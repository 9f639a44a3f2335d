import { describe, expect, it } from 'vitest'
import type { Here } from '../api/types'
import { field, layer } from '../testing/layers'
import { planningState, present, told } from './hereView'

const plans = layer('planning_2030', { style: { kind: 'planning' }, bounds: [107, 10, 107.5, 10.5] })
const water = layer('water')
const answer = (lon: number, ...names: string[]): Here => ({
  lon,
  lat: 10.2,
  vn2000: { srid: 910775, meridian: 107.75, zone_width: 3, x_north: 0, y_east: 0 },
  layers: names.map((name) => ({ name, title: { vi: name, en: name }, features: [{ id: 1, properties: {} }] })),
})

describe('what is at a point', () => {
  it('tells no plan from no planning data', () => {
    expect(planningState(answer(107.2, 'planning_2030'), [plans])).toBe('some')
    expect(planningState(answer(107.2), [plans])).toBe('none')
    expect(planningState(answer(107.9), [plans])).toBe('unknown')
    expect(planningState(answer(107.2), [water])).toBe('unknown')
    expect(planningState(answer(107.2), [{ ...plans, count: 0 }])).toBe('unknown')
  })

  it('lists layers with something there, the top of the map first', () => {
    const list = present(answer(107.2, 'water', 'planning_2030', 'unheard'), [water, plans, layer('empty')])
    expect(list.map(({ layer: { name } }) => name)).toEqual(['planning_2030', 'water'])
  })

  it('tells filled fields, the label first', () => {
    const one = layer('x', { label: 'name', fields: [field('code'), field('name'), field('note'), field('tags')] })
    const { name, rest } = told(one, { code: 'A', name: 'Hồ', note: '', tags: [] })
    expect(name?.name).toBe('name')
    expect(rest.map((f) => f.name)).toEqual(['code'])
    expect(told(one, {})).toEqual({ name: null, rest: [] })
  })

  it('calls a record what the map calls it', () => {
    const one = layer('tram', { label: null, fields: [field('ma'), field('ten_tram')] })
    expect(told(one, { ma: 'QT01', ten_tram: 'Trạm Vũng Tàu' }).name?.name).toBe('ten_tram')
    expect(told(one, { ma: 'QT01' }).name?.name).toBe('ma')
  })

  it('tells a number with its title, first', () => {
    const one = layer('sheets', { label: 'sheet_no', fields: [field('commune_code'), field('sheet_no')] })
    const { name, rest } = told(one, { commune_code: '26659', sheet_no: '42' })
    expect(name).toBeNull()
    expect(rest.map((f) => f.name)).toEqual(['sheet_no', 'commune_code'])
  })
})
