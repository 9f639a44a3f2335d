import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { d } from './i18n'

/** A button that asks once more, in its place, before it does what others feel at once. */
export function AskingButton(props: { label: string; word: string; question: string; go: () => void }) {
  const asking = useSignal(false)
  const group = useRef<HTMLFieldSetElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const asked = useRef(false)
  useLayoutEffect(() => {
    if (asking.value) group.current?.querySelector('button')?.focus()
    else if (asked.current) button.current?.focus()
    asked.current = asking.value
  }, [asking.value])
  if (!asking.value) {
    return (
      <button
        ref={button}
        type="button"
        class="button small"
        aria-label={props.label}
        onClick={() => {
          asking.value = true
        }}
      >
        {props.word}
      </button>
    )
  }
  const done = (): void => {
    asking.value = false
  }
  return (
    <fieldset
      ref={group}
      class="asking"
      aria-label={props.label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') done()
      }}
    >
      <p class="look">{props.question}</p>
      <button
        type="button"
        class="button small primary"
        onClick={() => {
          done()
          props.go()
        }}
      >
        {props.word}
      </button>
      <button type="button" class="button small" onClick={done}>
        {d().users.cancel}
      </button>
    </fieldset>
  )
}
