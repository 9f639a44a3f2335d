import { useEffect, useState } from 'preact/hooks'
import { t } from '../i18n'

/** Words for a wait, once it is longer than a blink. */
export function Waiting({ text }: { text?: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const wait = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(wait)
  }, [])
  return (
    <p class="waiting secondary" role="status">
      {late ? (text ?? t().app.waiting) : ''}
    </p>
  )
}
