import { MERIDIANS } from '../geo/vn2000'
import { t } from '../i18n'
import { meridian as meridianText } from '../i18n/format'
import { chooseMeridian, meridian } from '../state/store'

/** The central meridian for coordinates and measures in the plane. */
export function MeridianChoice() {
  return (
    <select
      class="meridian"
      aria-label={t().coords.meridian}
      title={t().coords.meridian}
      value={String(meridian.value)}
      onChange={(e) => chooseMeridian(Number(e.currentTarget.value))}
    >
      {MERIDIANS.map((value) => (
        <option key={value} value={String(value)}>
          {t().coords.ktt(meridianText(value))}
        </option>
      ))}
    </select>
  )
}
