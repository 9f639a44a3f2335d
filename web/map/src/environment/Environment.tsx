import './environment.css'
import { useEffect } from 'preact/hooks'
import { pageTitle } from '../state/store'
import { e } from './i18n'

/** The panel of the environment map. */
export function Environment() {
  const { title } = e()
  useEffect(() => {
    pageTitle.value = title
  }, [title])
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {title}
      </h1>
    </section>
  )
}
