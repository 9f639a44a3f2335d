import { openListed } from '../actions/select'
import type { Parcel } from '../api/types'
import { t } from '../i18n'
import { length, squareMetres } from '../i18n/format'
import { neighbours } from '../state/details'
import { lang, neighboursOpen } from '../state/store'
import { Disclosure } from '../ui/Disclosure'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'

function List({ of }: { of: Parcel }) {
  const { value, failure } = neighbours.resource.value
  const says = t().neighbours
  if (failure) return <Failed failure={failure} again={neighbours.again} />
  if (value?.of !== of.id) return <Waiting />
  if (value.neighbours.length === 0) return <p class="secondary">{says.nothing}</p>
  return (
    <>
      <p class="secondary">{says.order}</p>
      <ol class="list neighbours-list">
        {value.neighbours.map((n, at) => (
          <li key={n.id}>
            <button type="button" class="row" onClick={() => openListed(n.id)}>
              <span class="mark-number figures" aria-hidden="true">
                {at + 1}
              </span>
              <span>
                <span class="strong">{t().search.parcel(n.parcel_no, n.sheet_no)}</span>
                <span class="secondary block">
                  {n.land_use ? `${n.land_use} · ` : ''}
                  {squareMetres(n.map_area, lang.value)}
                </span>
              </span>
              <span class="end secondary figures">{says.edge(length(n.edge, lang.value))}</span>
            </button>
          </li>
        ))}
      </ol>
      {value.more && <p class="secondary">{says.more(value.neighbours.length)}</p>}
    </>
  )
}

/** The parcels that share an edge; while the section is open the map numbers them. */
export function Neighbours({ of }: { of: Parcel }) {
  return (
    <Disclosure id="neighbours" title={t().neighbours.title} open={neighboursOpen}>
      {() => <List of={of} />}
    </Disclosure>
  )
}
