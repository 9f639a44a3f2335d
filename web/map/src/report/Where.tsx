import { useSignal } from '@preact/signals'
import { decimal } from '../i18n/format'
import { fly } from '../state/reach'
import { config, lang, place } from '../state/store'
import { centreZoomFor } from '../state/zoom'
import { LocateIcon, TargetIcon } from '../ui/icons'
import { r } from './i18n'
import { change, commune, draft, placePin } from './writing'

/** Metres beyond which nobody finds the thing by the device's place alone. */
const ROUGH = 100

/** What is known of the pin: its commune, and how well the device knows the place. */
function Pin() {
  const { at, accuracy } = draft.value
  const says = r().where
  const { value, busy } = commune.resource.value
  if (!at) return <p class="secondary">{says.lead}</p>
  const bounds = config.value?.bounds
  const outside = bounds && (at[0] < bounds[0] || at[0] > bounds[2] || at[1] < bounds[1] || at[1] > bounds[3])
  const named = value ? says.at(value) : outside ? says.outside : says.unknown
  return (
    <div class="pin" role="status">
      <p class="strong">{busy && !value ? says.placed : named}</p>
      <p class={accuracy && accuracy > ROUGH ? 'hint' : 'secondary'}>
        {accuracy
          ? says[accuracy > ROUGH ? 'rough' : 'found'](`${decimal(Math.max(1, accuracy), 0, lang.value)} m`)
          : says.lead}
      </p>
    </div>
  )
}

/** Where it is: a click on the map, the device's place, or the middle of the map. */
export function Where() {
  const told = useSignal('')
  const says = r().where
  const here = (): void => {
    if (!window.isSecureContext || !navigator.geolocation) {
      told.value = says.denied
      return
    }
    told.value = says.asking
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude: lon, latitude: lat, accuracy } }) => {
        told.value = ''
        if (!fly({ to: { lon, lat, zoom: Math.min(17.5, centreZoomFor(lat, accuracy)), bearing: 0 }, animate: true }))
          return
        placePin([lon, lat], accuracy)
      },
      () => {
        told.value = r().where.denied
      },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 10_000 },
    )
  }
  const middle = (): void => {
    const at = place.peek()
    if (at) placePin([at.lon, at.lat], null)
  }
  return (
    <>
      <Pin />
      <div class="actions two">
        <button type="button" class="button" onClick={here}>
          <LocateIcon />
          {says.here}
        </button>
        <button type="button" class="button" onClick={middle}>
          <TargetIcon />
          {says.middle}
        </button>
      </div>
      {told.value ? (
        <p class="secondary" role="status">
          {told.value}
        </p>
      ) : (
        <p class="secondary">{says.why}</p>
      )}
      <label class="field">
        {says.address}
        <input
          maxLength={300}
          placeholder={says.addressHint}
          autocomplete="off"
          value={draft.value.address}
          onInput={(event) => change({ address: event.currentTarget.value })}
        />
      </label>
    </>
  )
}
