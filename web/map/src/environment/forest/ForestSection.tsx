import './forest.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Failure, get } from '../../api/client'
import type { FireDanger, ForestStatistics, Hotspots } from '../../api/schema.gen'
import { words } from '../../i18n'
import { decimal, time } from '../../i18n/format'
import { fly } from '../../state/reach'
import { lang, narrow, stop } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { Waiting } from '../../ui/Waiting'
import { Danger } from './Danger'
import { f } from './words'

type Asked<T> = { readonly value: T } | { readonly failure: Failure } | null

/** Asks when the section is opened, and again when the language or the question changes. */
function useAsked<T>(path: string, open: boolean): { asked: Asked<T>; again: () => void } {
  const asked = useSignal<Asked<T>>(null)
  const round = useSignal(0)
  useEffect(() => {
    if (!open) return
    const ended = new AbortController()
    get<T>(path, lang.value, ended.signal).then(
      (value) => {
        asked.value = { value }
      },
      (cause) => {
        if (!ended.signal.aborted) asked.value = { failure: cause instanceof Failure ? cause : new Failure('garbled') }
      },
    )
    return () => ended.abort()
  }, [path, open, lang.value, round.value])
  return {
    asked: asked.value,
    again: () => {
      round.value++
    },
  }
}

/** A part that asks the server once it is opened. */
function Part<T>(props: { title: string; path: string; children: (value: T) => preact.ComponentChildren }) {
  const open = useSignal(false)
  const { asked, again } = useAsked<T>(props.path, open.value)
  return (
    <details
      class="section"
      onToggle={(event) => {
        open.value = event.currentTarget.open
      }}
    >
      <summary>{props.title}</summary>
      {open.value && !asked && <Waiting />}
      {asked && 'failure' in asked && <Failed failure={asked.failure} again={again} />}
      {asked && 'value' in asked && props.children(asked.value)}
    </details>
  )
}

/** The lot of forest under a hot spot, and what grows there. */
function lotText({ tk, khoanh, lo, ldlr }: NonNullable<Hotspots['hotspots'][number]['lot']>): string {
  const lot = f().lot(tk ?? '', khoanh ?? '', lo ?? '')
  return ldlr ? `${lot}; ${ldlr.name ? words(ldlr.name) : ldlr.code}` : lot
}

function Spots({ found }: { found: Hotspots }) {
  const says = f()
  if (found.hotspots.length === 0) return <p class="secondary">{says.spotsNone}</p>
  return (
    <>
      <ul class="list">
        {found.hotspots.map((spot) => (
          <li key={spot.id}>
            <button
              type="button"
              class="row"
              onClick={() => {
                if (narrow.peek()) stop.value = 'half'
                fly({ to: { lon: spot.lon, lat: spot.lat, zoom: 14, bearing: 0 }, animate: true })
              }}
            >
              <span>
                {spot.at && time(spot.at)} · {spot.commune?.name ?? says.outside}
                <span class="secondary block">{spot.lot ? lotText(spot.lot) : says.noLot}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.more && <p class="secondary">{says.spotsMore}</p>}
    </>
  )
}

function Statistics() {
  const by = useSignal<'commune' | 'type'>('commune')
  const says = f()
  return (
    <Part<ForestStatistics> title={says.statistics} path={`/api/forest/statistics?by=${by.value}`}>
      {(found) =>
        found.rows.length === 0 ? (
          <p class="secondary">{says.none}</p>
        ) : (
          <>
            <fieldset class="pressed">
              <legend class="offscreen">{says.statistics}</legend>
              {(['commune', 'type'] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={by.value === one}
                  onClick={() => {
                    by.value = one
                  }}
                >
                  {one === 'commune' ? says.byCommune : says.byType}
                </button>
              ))}
            </fieldset>
            <table class="forest-table">
              <thead>
                <tr>
                  <th scope="col">{found.by[0] === 'commune' ? says.commune : says.type}</th>
                  <th scope="col">{says.lots}</th>
                  <th scope="col">{says.area}</th>
                </tr>
              </thead>
              <tbody>
                {found.rows.map((row) => (
                  <tr key={row.commune?.code ?? row.type?.code ?? ''}>
                    <th scope="row">
                      {found.by[0] === 'commune'
                        ? (row.commune?.name ?? says.outside)
                        : row.type
                          ? `${row.type.code}${row.type.name ? `, ${words(row.type.name)}` : ''}`
                          : says.noType}
                    </th>
                    <td class="figures">{decimal(row.lots, 0, lang.value)}</td>
                    <td class="figures">{decimal(row.area, 1, lang.value)}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">{says.total}</th>
                  <td class="figures">{decimal(found.total.lots, 0, lang.value)}</td>
                  <td class="figures">{decimal(found.total.area, 1, lang.value)}</td>
                </tr>
              </tfoot>
            </table>
            <a class="link" href={`/api/forest/statistics.csv?by=commune,type`} download>
              {says.download}
            </a>
          </>
        )
      }
    </Part>
  )
}

/** A week ago, as a day of Việt Nam. */
const weekAgo = (): string => new Date(Date.now() + 7 * 3_600_000 - 7 * 86_400_000).toISOString().slice(0, 10)

/** Forest: how likely it burns, where it did, and how much there is of which. */
export function ForestSection() {
  const says = f()
  return (
    <>
      <Part<FireDanger> title={says.fire} path="/api/fire-danger">
        {(danger) => <Danger danger={danger} />}
      </Part>
      <Part<Hotspots> title={says.spots} path={`/api/hotspots?from=${weekAgo()}`}>
        {(found) => <Spots found={found} />}
      </Part>
      <Statistics />
    </>
  )
}
