import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { copyText } from '../../actions/share'
import type { WallLink } from '../../api/schema.gen'
import { decimal, time } from '../../i18n/format'
import { lang } from '../../state/store'
import { Waiting } from '../../ui/Waiting'
import { attempt } from '../Accounts'
import { AskingButton } from '../AskingButton'
import { x } from './i18n'
import { address, readWalls, revokeWall, walls } from './state'
import { WallForm } from './WallForm'

function Row({ wall }: { wall: WallLink }) {
  const says = x()
  const { id, name, distance_m, pitch_mm, made_by, made_at, seen_at, revoked_at } = wall
  return (
    <li class="person" data-wall={name}>
      <div class="grow">
        <p class="strong">{name}</p>
        <p class="secondary">{says.readFrom(decimal(distance_m, 1, lang.value), decimal(pitch_mm, 2, lang.value))}</p>
        <p class="secondary">
          {says.made(made_by, time(made_at))}; {seen_at ? says.seen(time(seen_at)) : says.neverSeen}
          {revoked_at && `; ${says.revoked(time(revoked_at))}`}
        </p>
      </div>
      {!revoked_at && (
        <AskingButton
          label={says.revoke(name)}
          word={says.revokeWord}
          question={says.revokeSure}
          go={() => attempt(revokeWall(id))}
        />
      )}
    </li>
  )
}

/** The address of a fresh link. */
function Address() {
  const shown = address.value
  if (!shown) return null
  const says = x()
  return (
    <div class="secret" role="status" data-test="secret">
      <p>{says.once(shown.name)}</p>
      <p class="secret-text" translate={false}>
        {shown.url}
      </p>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => copyText(shown.url, says.what)}>
          {says.copy}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            address.value = null
          }}
        >
          {says.close}
        </button>
      </div>
    </div>
  )
}

/** The screens that show the wall, each with its link. */
export function Walls() {
  const adding = useSignal(false)
  const says = x()
  useEffect(() => {
    attempt(readWalls())
    return () => {
      address.value = null
    }
  }, [])
  const list = walls.value
  const over = (list ?? []).filter(({ revoked_at }) => revoked_at)
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.lead}</p>
      <p>
        <a class="link" href="/wall" target="_blank" rel="noreferrer">
          {says.open}
        </a>
      </p>
      <Address />
      {!list && <Waiting />}
      {list?.length === 0 && <p class="secondary">{says.none}</p>}
      <ul class="formers">
        {(list ?? [])
          .filter(({ revoked_at }) => !revoked_at)
          .map((wall) => (
            <Row key={wall.id} wall={wall} />
          ))}
      </ul>
      {adding.value ? (
        <WallForm
          close={() => {
            adding.value = false
          }}
        />
      ) : (
        <button
          type="button"
          class="button add"
          onClick={() => {
            adding.value = true
          }}
        >
          {says.add}
        </button>
      )}
      {over.length > 0 && (
        <details class="ended">
          <summary>{says.over(over.length)}</summary>
          <ul class="formers">
            {over.map((wall) => (
              <Row key={wall.id} wall={wall} />
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
