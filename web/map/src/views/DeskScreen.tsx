import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../i18n'
import { Waiting } from '../ui/Waiting'

/** The desk comes in a file of its own: who looks a parcel up does not load it. */
const desk = signal<ComponentType | null>(null)
const failed = signal(false)

const load = (): void => {
  failed.value = false
  import('../desk/Desk').then(
    ({ Desk }) => {
      desk.value = () => <Desk />
    },
    () => {
      failed.value = true
    },
  )
}

export function DeskScreen() {
  useEffect(() => {
    if (!desk.peek()) load()
  }, [])
  const Screen = desk.value
  if (Screen) return <Screen />
  if (!failed.value) return <Waiting />
  return (
    <p class="section" role="alert">
      {t().errors.offline}{' '}
      <button type="button" class="link" onClick={load}>
        {t().app.retry}
      </button>
    </p>
  )
}
