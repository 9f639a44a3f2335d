import { day, night } from '../map/style/theme'
import { dark } from '../state/store'
import { colorsOf, signs } from './drawing'
import { d } from './i18n'

/** How a difference is drawn: its line and filling, as on the map. */
export function MapLegend() {
  const color = colorsOf(dark.value ? night : day)
  const says = d().difference.onMap
  const keys = [
    ['added', color.added, '', 0.28, signs.added],
    ['former', color.changed, '2 2', 0, ''],
    ['changed', color.changed, '', 0.16, signs.changed],
    ['removed', color.removed, '5 2', 0.28, signs.removed],
  ] as const
  return (
    <ul class="map-legend" aria-label={d().difference.legend}>
      {keys.map(([key, stroke, dash, fill, sign]) => (
        <li key={key}>
          <svg width="26" height="18" viewBox="0 0 26 18" aria-hidden="true" focusable="false">
            <rect
              x="1.5"
              y="1.5"
              width="23"
              height="15"
              fill={fill ? stroke : 'none'}
              fill-opacity={fill}
              stroke={stroke}
              stroke-width="2"
              stroke-dasharray={dash}
            />
            {key === 'removed' && <path d="M4 16 18 2M10 16 24 2M2 10l8-8" stroke={stroke} stroke-width="1" />}
            <text x="13" y="13" text-anchor="middle" font-size="12" font-weight="700" fill={stroke}>
              {sign}
            </text>
          </svg>
          {says[key]}
        </li>
      ))}
    </ul>
  )
}
