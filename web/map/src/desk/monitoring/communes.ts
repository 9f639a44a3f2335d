import { signal } from '@preact/signals'
import { get } from '../../api/client'
import type { CommuneRef, UnitHistory } from '../../api/schema.gen'
import { lang } from '../../state/store'
import { stations } from './api'

/** Names that were asked for, by code. */
const named = signal<ReadonlyMap<string, string>>(new Map())

/** The communes in which stations stand, by name. */
export function communesOfStations(): readonly CommuneRef[] {
  const all = (stations.value ?? []).flatMap(({ commune }) => (commune ? [commune] : []))
  return [...new Map(all.map((one) => [one.code, one])).values()].sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}

/** The name of a commune; its code while it is not known. */
export const communeName = (code: string): string =>
  communesOfStations().find((one) => one.code === code)?.name ?? named.value.get(code) ?? code

/** Asks for the names of communes in which no station stands. One that has no name keeps its code. */
export async function nameCommunes(codes: readonly string[]): Promise<void> {
  const unknown = [...new Set(codes)].filter((code) => communeName(code) === code)
  const found = await Promise.all(
    unknown.map((code) => get<UnitHistory>(`/api/communes/${code}`, lang.peek()).catch(() => null)),
  )
  named.value = new Map([...named.peek(), ...found.flatMap((unit) => (unit ? [[unit.code, unit.name] as const] : []))])
}
