import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../i18n'
import { Waiting } from '../ui/Waiting'

/** A screen that comes in a file of its own: who looks a parcel up does not load it. */
export function lazyScreen<P extends object>(fetch: () => Promise<ComponentType<P>>): ComponentType<P> {
  const screen = signal<ComponentType<P> | null>(null)
  const failed = signal(false)
  const load = (): void => {
    failed.value = false
    fetch().then(
      (Loaded) => {
        screen.value = (props: P) => <Loaded {...props} />
      },
      () => {
        failed.value = true
      },
    )
  }
  return function LazyScreen(props: P) {
    useEffect(() => {
      if (!screen.peek()) load()
    }, [])
    const Screen = screen.value
    if (Screen) return <Screen {...props} />
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
}
