import type { Camera } from '../../api/schema.gen'
import { sightWords } from '../../views/Cameras'
import { w } from './i18n'

/** What the other person made otherwise: what, as it was and as it is. */
export function differences(was: Camera, now: Camera): readonly (readonly [what: string, was: string, now: string])[] {
  const says = w().cameras
  const at = ({ lon, lat }: Camera): string => `${lat.toFixed(6)} ${lon.toFixed(6)}`
  const of = (read: (camera: Camera) => string, what: string) => [what, read(was), read(now)] as const
  return [
    of((one) => one.code, says.code),
    of((one) => one.name, says.name),
    of((one) => says.kinds[one.kind], says.kind),
    of((one) => says.states[one.state], says.state),
    of(at, says.place),
    of((one) => sightWords(one.direction, one.fov, one.range_m), says.sight),
    of((one) => one.address ?? '', says.address),
    of((one) => one.agency ?? '', says.agency),
  ].filter(([, before, after]) => before !== after)
}

/** Says what somebody else changed meanwhile; whoever writes decides with that in view. */
export function Clash(props: { was: Camera; now: Camera; take: (now: Camera) => void; keep: (now: Camera) => void }) {
  const { was, now, take, keep } = props
  const says = w().cameras.clash
  const list = differences(was, now)
  return (
    <div class="hint" data-test="clash">
      <p class="strong">{says.title}</p>
      {list.length === 0 && <p>{says.same}</p>}
      <ul>
        {list.map(([what, before, after]) => (
          <li key={what}>
            {what}: <del>{before || says.nothing}</del> → <ins>{after || says.nothing}</ins>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" class="button" onClick={() => take(now)}>
          {says.take}
        </button>
        <button type="button" class="button" onClick={() => keep(now)}>
          {says.keep}
        </button>
      </div>
    </div>
  )
}
