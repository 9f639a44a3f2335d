import { expect, it } from 'vitest'
import { event } from '../testing/stations'
import { severity, worstOf } from './exceeding'

it.each([
  [700, 350, 2],
  [2.5, 5, 2],
  [0, 5, Number.MAX_VALUE],
  [null, 5, 0],
  [5, null, 0],
])('%s at a limit of %s is %d times beyond', (peak, limit, times) => expect(severity({ peak, limit })).toBe(times))

it('the worst of a station stands for it', () => {
  const so2 = event(1, { parameter: 'SO2', peak: 400, limit: 350 })
  const day = event(1, { parameter: 'SO2', basis: '24h', peak: 250, limit: 125 })
  const dust = event(1, { parameter: 'PM2.5', peak: 50, limit: 45 })
  const other = event(2, { parameter: 'DO', peak: 1, limit: 5 })
  const worst = worstOf([so2, day, dust, other])
  expect(worst.get(1)).toMatchObject({ event: day, others: 1 })
  expect(worst.get(2)).toMatchObject({ event: other, others: 0 })
})
