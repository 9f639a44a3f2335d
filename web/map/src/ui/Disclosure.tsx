import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { ChevronIcon } from './icons'

/** A section of the panel that is closed until it is asked for. What is in it is not made while it is closed. */
export function Disclosure(props: {
  id: string
  title: string
  open: Signal<boolean>
  children: () => ComponentChildren
}) {
  const { id, title, open, children } = props
  return (
    <section class={`section disclosure ${id}`}>
      <h2>
        <button
          type="button"
          class="disclose"
          aria-expanded={open.value}
          aria-controls={id}
          onClick={() => {
            open.value = !open.value
          }}
        >
          <ChevronIcon />
          {title}
        </button>
      </h2>
      <div id={id} hidden={!open.value}>
        {open.value && children()}
      </div>
    </section>
  )
}
