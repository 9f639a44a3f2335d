import { effect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { pageTitle, screenRoute } from '../state/store'
import { n } from './i18n'
import { decodeIndicator, encodeIndicator } from './route'
import { code, commune, followIndicator, period, readIndicators } from './state'
import { Viewer } from './Viewer'

function readAddress(): void {
  const route = decodeIndicator(window.location.search)
  code.value = route.code
  period.value = route.period
  commune.value = route.commune
}

// To be fetched is to be open: the address is read before it is written.
readAddress()
window.addEventListener('popstate', readAddress)
effect(() => {
  const route = { code: code.value, period: period.value, commune: commune.value }
  screenRoute.value = { query: encodeIndicator(route), step: JSON.stringify(route) }
})

/** The map of indicators, for anybody. */
export function Screen() {
  const title = n().title
  useEffect(() => {
    pageTitle.value = title
  }, [title])
  useEffect(() => {
    readIndicators()
    return followIndicator()
  }, [])
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {title}
      </h1>
      <p class="secondary">{n().lead}</p>
      <Viewer />
      <p>
        <a class="link" href="/">
          {n().handbook}
        </a>
      </p>
    </section>
  )
}
