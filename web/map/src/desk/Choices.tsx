import type { ComponentChildren } from 'preact'

/** One answer that can be chosen. */
export interface Offered {
  readonly value: string
  readonly label: ComponentChildren
  /** Lines that show what the choice would give. */
  readonly samples?: readonly string[] | undefined
  readonly warning?: string | undefined
  /** What stands for it on the map. */
  readonly mark?: string | undefined
  /** What is to be filled in once it is chosen. */
  readonly more?: (() => ComponentChildren) | undefined
}

/** Answers as large buttons, one of which is chosen. */
export function Choices(props: {
  name: string
  offered: readonly Offered[]
  chosen: string | undefined
  choose: (value: string) => void
}) {
  const { name, offered, chosen, choose } = props
  return (
    <div class="answers">
      {offered.map(({ value, label, samples, warning, mark, more }) => (
        <div key={value} class={chosen === value ? 'answer on' : 'answer'}>
          <label>
            <input type="radio" name={name} checked={chosen === value} onChange={() => choose(value)} />
            {mark && (
              <span class="mark-number" aria-hidden="true">
                {mark}
              </span>
            )}
            <span class="grow">
              {label}
              {samples && samples.length > 0 && (
                <span class="samples" lang="vi">
                  {samples.map((sample) => (
                    <span key={sample}>{sample}</span>
                  ))}
                </span>
              )}
              {warning && <span class="look">{warning}</span>}
            </span>
          </label>
          {chosen === value && more && <div class="answer-more">{more()}</div>}
        </div>
      ))}
    </div>
  )
}
