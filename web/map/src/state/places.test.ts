import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Session, User } from '../api/types'
import { changePassword, endPlaces, longEnough, places } from './places'
import { accountDialog, session, signInFailure } from './session'

const officer: Session = { user: { login: 'hoa' } as User, permissions: ['signed-in'], elsewhere: null }
const asked: string[] = []
/** Answers by `METHOD path`; the list of places is empty unless it says otherwise. */
const answers = (by: Readonly<Record<string, readonly [status: number, body: unknown]>>) =>
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit) => {
    asked.push(`${method} ${path}${body ? ` ${body}` : ''}`)
    const [status, json] = by[`${method} ${path}`] ?? [
      200,
      path === '/api/sessions' ? { sessions: [] } : { done: true },
    ]
    return new Response(JSON.stringify(json), { status })
  })

beforeEach(() => {
  session.value = officer
  asked.length = 0
})
afterEach(() => {
  accountDialog.value = null
  signInFailure.value = ''
  vi.unstubAllGlobals()
})

it('are asked for only while the account is open', async () => {
  answers({})
  expect(asked).toEqual([])
  accountDialog.value = 'me'
  await expect.poll(() => places.resource.value.value).toEqual([])
  accountDialog.value = null
  expect(places.resource.value.value).toBeNull()
})

describe('ending sessions', () => {
  it('goes on where one has ended by itself, and looks again', async () => {
    answers({ 'DELETE /api/sessions/1': [404, {}] })
    accountDialog.value = 'me'
    await endPlaces(['1', '2'])
    expect(asked).toEqual([
      'GET /api/sessions',
      'DELETE /api/sessions/1',
      'DELETE /api/sessions/2',
      'GET /api/sessions',
    ])
  })

  it('stops where the server fails, and looks again all the same', async () => {
    answers({ 'DELETE /api/sessions/1': [503, {}] })
    accountDialog.value = 'me'
    await expect(endPlaces(['1', '2'])).rejects.toMatchObject({ kind: 'busy' })
    expect(asked.slice(1)).toEqual(['DELETE /api/sessions/1', 'GET /api/sessions'])
    expect(session.value).toBe(officer)
  })
})

describe('a refusal', () => {
  it('of somebody whose session has ended asks to sign in again', async () => {
    answers({ 'POST /api/password': [401, {}] })
    accountDialog.value = 'me'
    await expect(changePassword('a', 'b')).rejects.toMatchObject({ status: 401 })
    expect(session.value.user).toBeNull()
    expect(accountDialog.value).toBe('sign-in')
    expect(signInFailure.value).toBe('ended')
  })

  it('of a wrong password leaves the person signed in', async () => {
    answers({ 'POST /api/password': [401, { code: 'wrong_password' }] })
    await expect(changePassword('a', 'b')).rejects.toMatchObject({ code: 'wrong_password' })
    expect(asked).toEqual(['POST /api/password {"old":"a","new":"b"}'])
    expect(session.value).toBe(officer)
  })
})

it.each([
  ['x'.repeat(14), false],
  ['x'.repeat(15), true],
  ['x'.repeat(200), true],
  ['x'.repeat(201), false],
  ['😀'.repeat(14), false],
  ['😀'.repeat(15), true],
])('%j is long enough: %s', (password, fits) => expect(longEnough(password)).toBe(fits))
