import type { ComponentChildren } from 'preact'
import { locate } from '../actions/locate'
import { toggleMeasure } from '../actions/measure'
import { t } from '../i18n'
import { mapCommands } from '../map/commands'
import { location, measure, place } from '../state/store'
import { CompassIcon, LocateIcon, MinusIcon, PlusIcon, RulerIcon } from '../ui/icons'

function MapButton(props: {
  label: string
  class?: string
  pressed?: boolean
  run: () => void
  children: ComponentChildren
}) {
  return (
    <button
      type="button"
      class={props.class}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      onClick={props.run}
    >
      {props.children}
    </button>
  )
}

/** Top right: zoom, compass, my location, measuring. */
export function MapButtons() {
  return (
    <div class="map-buttons">
      <div class="stack">
        <MapButton label={t().map.zoomIn} class="zoom" run={() => mapCommands.value?.zoom(1)}>
          <PlusIcon />
        </MapButton>
        <MapButton label={t().map.zoomOut} class="zoom" run={() => mapCommands.value?.zoom(-1)}>
          <MinusIcon />
        </MapButton>
        <MapButton label={t().map.north} class="north" run={() => mapCommands.value?.north()}>
          <CompassIcon bearing={place.value?.bearing ?? 0} />
        </MapButton>
      </div>
      <div class="stack">
        <MapButton
          label={location.value ? t().locate.remove : t().locate.find}
          pressed={location.value !== null}
          run={locate}
        >
          <LocateIcon />
        </MapButton>
        <MapButton label={t().measure.open} pressed={measure.value !== null} run={toggleMeasure}>
          <RulerIcon />
        </MapButton>
      </div>
    </div>
  )
}
