import type { Layer } from '../api/types'
import { layerColor } from '../map/layerColor'
import { reportColors } from '../map/style/reports'
import { day, night } from '../map/style/theme'
import { kindOf } from '../state/layers'
import { dark } from '../state/store'

/** The mark of a layer as the map draws it. */
export function LayerSymbol({ layer }: { layer: Layer }) {
  const theme = dark.value ? night : day
  const kind = kindOf(layer)
  const color = layerColor(layer)
  const box = (fill: string, stroke: string, dash = '', width = 1) => (
    <rect
      x="2"
      y="3"
      width="20"
      height="14"
      rx="2"
      fill={fill}
      stroke={stroke}
      stroke-width={width}
      stroke-dasharray={dash}
    />
  )
  const line = (stroke: string, width: number, under = '') => (
    <>
      {under && <path d="M2 14C8 14 14 6 22 6" fill="none" stroke={under} stroke-width={width + 2} />}
      <path d="M2 14C8 14 14 6 22 6" fill="none" stroke={stroke} stroke-width={width} />
    </>
  )
  const marks = {
    parcels: (
      <g stroke={theme.parcelLine} stroke-width="0.8">
        <path d="M2 3h11l-1 7H2z" fill="#ffa0ff" fill-opacity="0.55" />
        <path d="M13 3h9v8l-10-1z" fill="#ffd2a0" fill-opacity="0.7" />
        <path d="M2 10h10l-1 7H2z" fill="#ffaaa0" fill-opacity="0.55" />
        <path d="m12 10 10 1v6H11z" fill="#fffc8c" fill-opacity="0.7" />
      </g>
    ),
    sheets: box('none', theme.sheet, '4 2'),
    communes: box(theme.land, theme.commune, '5 2 1 2', 1.4),
    planning: box('#ffa0ff88', theme.accent, '4 1.5', 1.6),
    corridor: (
      <>
        {box(`${color}22`, color, '3 2', 1.2)}
        <path d="m5 17 14-14M2 12l9-9M13 17l9-9" stroke={color} stroke-width="1" fill="none" />
      </>
    ),
    road: line(theme.road, 3, theme.roadEdge),
    water: box(theme.water, theme.waterEdge),
    forest: box(theme.forest, theme.forest),
    basin: box('none', color, '6 2 1 2', 1.6),
    hotspot: <circle cx="12" cy="10" r="5" fill={color} stroke={theme.casing} />,
    station: <circle cx="12" cy="10" r="4.5" fill={theme.casing} stroke={color} stroke-width="2.2" />,
    camera: (
      <>
        <path d="M6 10 22 3v14z" fill={color} fill-opacity="0.25" stroke={color} />
        <circle cx="6" cy="10" r="4" fill={theme.casing} stroke={color} stroke-width="2.2" />
      </>
    ),
    report: (
      <>
        <circle cx="12" cy="10" r="7" fill={reportColors(theme).late} stroke={theme.casing} />
        <path d="M12 6v4.5M12 13v1" stroke={theme.casing} stroke-width="2" fill="none" />
      </>
    ),
    plain:
      layer.geometry === 'Point' ? (
        <circle cx="12" cy="10" r="5" fill={color} stroke={theme.casing} />
      ) : layer.geometry === 'LineString' ? (
        line(color, 2)
      ) : (
        box(`${color}59`, color)
      ),
  }
  return (
    <svg class="symbol" width="24" height="20" viewBox="0 0 24 20" aria-hidden="true" focusable="false">
      {marks[kind]}
    </svg>
  )
}
