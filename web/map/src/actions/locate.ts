import { t } from '../i18n'
import { decimal } from '../i18n/format'
import { hush, say, warn } from '../state/notice'
import { fly } from '../state/reach'
import { lang, location, notice } from '../state/store'
import { centreZoomFor } from '../state/zoom'

function found({ coords }: GeolocationPosition): void {
  const { longitude: lon, latitude: lat, accuracy } = coords
  if (!fly({ to: { lon, lat, zoom: centreZoomFor(lat, accuracy), bearing: 0 }, animate: true })) return
  location.value = { at: [lon, lat], accuracy }
  say(t().locate.found(`±${decimal(accuracy, 0, lang.value)} m`))
}

/** Asks the device where it is, having said what for; asked again, takes the dot away. */
export function locate(): void {
  if (location.value) {
    location.value = null
    hush()
    return
  }
  if (!window.isSecureContext || !navigator.geolocation) {
    warn(t().locate.insecure)
    return
  }
  notice.value = { text: `${t().locate.asking} ${t().locate.why}`, tone: 'plain' }
  navigator.geolocation.getCurrentPosition(
    found,
    (problem) => warn(problem.code === problem.PERMISSION_DENIED ? t().locate.denied : t().locate.unavailable),
    { enableHighAccuracy: true, timeout: 20_000, maximumAge: 10_000 },
  )
}
