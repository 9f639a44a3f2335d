import { useSignal } from '@preact/signals'
import { Drop } from './Drop'
import { d } from './i18n'
import { mainOf } from './sets'
import { current, files } from './state'

/** Asks for the file once more: the server keeps none. */
export function Again({ then }: { then?: () => void }) {
  const wrong = useSignal('')
  const take = (list: File[]): void => {
    const wanted = current.value?.source ?? ''
    wrong.value = mainOf(list.map(({ name }) => name)) === wanted ? '' : d().drop.other(wanted)
    if (wrong.value) return
    files.value = list
    then?.()
  }
  return (
    <div class="again">
      <p class="secondary">{d().drop.againWhy}</p>
      <Drop take={take} title={`${d().drop.again}: ${current.value?.source ?? ''}`} />
      {wrong.value && (
        <p class="hint wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </div>
  )
}
