import { afterEach, describe, expect, it, vi } from 'vitest'
import type { UnitFound, User } from '../api/types'
import { choices, chosenCommune, codeIn, communeText, todays } from './communeChoice'
import { privateSearch } from './privateSearch'
import { session } from './session'
import { at, inView } from './store'

const vungTau = { code: '26506', name: 'Phường Vũng Tàu' }
const longSon = { code: '26545', name: 'Xã Long Sơn' }
const conDao = { code: '26732', name: 'Đặc khu Côn Đảo' }
const other = { code: '30001', name: 'Xã Long Sơn' }

describe('the commune that a text means', () => {
  it.each([
    ['26506', '26506'],
    ['Phường Vũng Tàu (26506)', '26506'],
    ['99999', '99999'], // not among those offered: the server knows
    ['phường vũng tàu', '26506'],
    ['Vung Tau', '26506'],
    ['con dao', '26732'],
    ['Vũng', ''],
    ['265061', ''],
    ['', ''],
  ])('%j: %s', (text, code) => expect(codeIn(text, [vungTau, longSon, conDao])).toBe(code))

  it('is unclear where two are called so', () => expect(codeIn('Xã Long Sơn', [longSon, other])).toBe(''))
})

const unit = (code: string, name: string, level: number, today: readonly unknown[] = []) =>
  ({ code, name, level, today }) as unknown as UnitFound

it('a former unit stands for those that it became; districts and provinces are none', () => {
  const now = unit(vungTau.code, vungTau.name, 3)
  const former = unit('26509', 'Phường Thắng Tam', 3, [now])
  const city = unit('747', 'Thành phố Vũng Tàu', 2, [now, unit(longSon.code, longSon.name, 3), unit('79', 'TP', 1)])
  expect(todays([former, city])).toEqual([vungTau, longSon])
})

describe('what the field offers', () => {
  const inMap = ({ code, name }: typeof vungTau) => ({ id: Number(code), properties: { code, name } })
  const asked: string[] = []
  const answer = (of: readonly UnitFound[]) =>
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(decodeURIComponent(path.replaceAll('+', ' ')))
      return Response.json({ at: null, units: of, next: null })
    })
  const offered = () => choices.value.map(({ code, name }) => `${name} ${code}`)

  afterEach(() => {
    privateSearch.value = null
    session.value = { user: null, permissions: [], elsewhere: null }
    inView.value = { landTypes: [], parcels: [], communes: [] }
    communeText.value = ''
    at.value = null
    asked.length = 0
    vi.unstubAllGlobals()
  })

  it('is what is in view, and any commune that was typed', async () => {
    inView.value = { landTypes: [], parcels: [], communes: [inMap(vungTau)] }
    answer([unit(conDao.code, conDao.name, 3, [unit(conDao.code, conDao.name, 3)])])
    privateSearch.value = { kind: 'owner', text: 'nguyen' }
    expect(offered()).toEqual(['Phường Vũng Tàu 26506'])
    communeText.value = 'côn đ'
    await expect.poll(offered).toEqual(['Phường Vũng Tàu 26506', 'Đặc khu Côn Đảo 26732'])
    expect(asked).toEqual(['/api/communes?q=côn đ&limit=20'])
  })

  it('is not what was on the map on a past day', () => {
    inView.value = { landTypes: [], parcels: [], communes: [inMap(vungTau)] }
    at.value = '2025-06-30'
    expect(offered()).toEqual([])
  })

  it('is the officer’s own communes by name, and no other', async () => {
    inView.value = { landTypes: [], parcels: [], communes: [inMap(vungTau)] }
    answer([unit(longSon.code, longSon.name, 3, [unit(longSon.code, longSon.name, 3)])])
    session.value = { user: { communes: [longSon.code] } as unknown as User, permissions: [], elsewhere: null }
    privateSearch.value = { kind: 'owner', text: 'nguyen' }
    expect(offered()).toEqual([' 26545'])
    await expect.poll(offered).toEqual(['Xã Long Sơn 26545'])
    expect(asked).toEqual(['/api/communes?q=26545&limit=20'])
  })

  it('a name that the list does not have is looked up when it is sent', async () => {
    answer([unit(conDao.code, conDao.name, 3, [unit(conDao.code, conDao.name, 3)])])
    communeText.value = 'con dao'
    expect(await chosenCommune()).toBe('26732')
    communeText.value = 'Không Có'
    expect(await chosenCommune()).toBe('')
  })
})
