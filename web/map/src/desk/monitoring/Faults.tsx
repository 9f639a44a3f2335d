import { useSignal } from '@preact/signals'
import { words } from '../../i18n'
import { decimal } from '../../i18n/format'
import { lang } from '../../state/store'
import { sentence } from '../../ui/Form'
import { type FaultyLine, LinesRefused } from './api'
import { m } from './i18n'

export const whole = (n: number): string => decimal(n, 0, lang.value)

/** What is wrong with a table that was sent, kept for `Faults`; `why` is what its form says of it. */
export function useFaults() {
  const lines = useSignal<readonly FaultyLine[]>([])
  const why =
    (faulty: (count: string) => string) =>
    (cause: unknown): string => {
      if (!(cause instanceof LinesRefused)) return sentence(cause)
      lines.value = cause.lines
      return faulty(whole(cause.lines.length))
    }
  return { lines, why }
}

/** What is wrong with a table, line by line. */
export function Faults({ lines }: { lines: readonly FaultyLine[] }) {
  const says = m().tables
  if (lines.length === 0) return null
  return (
    <ul class="faults" data-test="faults">
      {lines.map(({ line, text }, n) => (
        <li key={n}>
          <span class="strong">{line > 0 ? says.line(whole(line)) : says.wholeFile}</span>: {words(text)}
        </li>
      ))}
    </ul>
  )
}
