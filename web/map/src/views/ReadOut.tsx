import { copyText } from '../actions/share'
import type { LonLat } from '../geo/ellipsoid'
import { cadastralZone, toPlane } from '../geo/vn2000'
import { t } from '../i18n'
import { coordinate, meridian as meridianText, metresPerPixel, round, roundLength } from '../i18n/format'
import { chosenPoint } from '../state/details'
import { coordinateSystem, lang, meridian, narrow, place, pointer } from '../state/store'
import { CopyIcon, SwapIcon } from '../ui/icons'
import { MeridianChoice } from '../ui/MeridianChoice'
import { Pair } from '../ui/Pair'

const LONGEST = 110

/** A bar of a round length on the ground. */
function ScaleBar() {
  const at = place.value
  if (!at) return null
  const perPixel = metresPerPixel(at.lat, at.zoom)
  const metres = roundLength(perPixel * LONGEST)
  const width = metres / perPixel
  return (
    <div class="scale" role="img" aria-label={t().map.scale(round(metres, lang.value))}>
      <svg width={width + 2} height="8" aria-hidden="true" focusable="false">
        <path d={`M1 1v6h${width.toFixed(1)}v-6`} />
      </svg>
      <span class="figures">{round(metres, lang.value)}</span>
    </div>
  )
}

/** The point that the read-out tells: under the mouse, else the chosen one, else the middle of the map. */
function target(): { at: LonLat; of: 'pointer' | 'selection' | 'center' } | null {
  if (pointer.value && !narrow.value) return { at: pointer.value, of: 'pointer' }
  if (chosenPoint.value) return { at: chosenPoint.value, of: 'selection' }
  return place.value ? { at: [place.value.lon, place.value.lat], of: 'center' } : null
}

/** A point in the chosen system, as drawn and as copied. WGS84 is copied the way other maps read it. */
function texts(at: LonLat): { shown: string; copied: string } {
  if (coordinateSystem.value === 'wgs84') {
    const digits = [coordinate(at[1], 6, lang.value), coordinate(at[0], 6, lang.value)] as const
    return { shown: t().coords.geographic(...digits), copied: `${at[1].toFixed(6)}, ${at[0].toFixed(6)}` }
  }
  const p = toPlane(at, cadastralZone(meridian.value))
  const shown = t().coords.plane(coordinate(p.xNorth, 2, lang.value), coordinate(p.yEast, 2, lang.value))
  return { shown, copied: `${shown} · ${t().coords.zone(meridianText(meridian.value))}` }
}

/** Bottom left: the scale bar, and coordinates that a click switches or copies. */
export function ReadOut() {
  const point = target()
  const system = coordinateSystem.value
  const other = system === 'wgs84' ? 'vn2000' : 'wgs84'
  const text = point && texts(point.at)
  return (
    <div class="readout">
      <ScaleBar />
      {point && text && (
        // biome-ignore lint/a11y/useSemanticElements: a group of a read-out and its buttons, not of form fields
        <div class="coords" role="group" aria-label={t().coords.label}>
          <button
            type="button"
            class="system"
            title={t().coords.switchTo(t().coords.systems[other])}
            aria-label={`${t().coords.systems[system]}. ${t().coords.switchTo(t().coords.systems[other])}`}
            onClick={() => {
              coordinateSystem.value = other
            }}
          >
            <SwapIcon />
            {t().coords.systems[system]}
          </button>
          {system === 'vn2000' && <MeridianChoice />}
          <button
            type="button"
            class="value figures"
            title={t().coords.copy}
            onClick={() => copyText(text.copied, t().coords.copiedWhat(t().coords.systems[system]))}
          >
            <span class="of">{t().coords.of[point.of]}</span>
            <Pair text={text.shown} />
            <span class="offscreen">{t().coords.copy}</span>
            <CopyIcon />
          </button>
        </div>
      )}
    </div>
  )
}
