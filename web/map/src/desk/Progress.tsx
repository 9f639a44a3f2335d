import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { d } from './i18n'
import { mainOf } from './sets'
import { files, stopWork, type Work, work } from './state'

const number = (n: number): string => decimal(n, 0, lang.value)

/** A size as people say it: 812 kB, 23,4 MB. */
export const size = (bytes: number): string =>
  bytes < 1e6 ? `${number(Math.ceil(bytes / 1000))} kB` : `${decimal(bytes / 1e6, 1, lang.value)} MB`

const duration = (seconds: number): string =>
  seconds < 90
    ? d().progress.seconds(number(Math.ceil(seconds)))
    : d().progress.minutes(number(Math.ceil(seconds / 60)))

/** What is done, how far, how fast, how long still. */
function wordsOf(now: Work): { title: string; lines: string[]; part: number | null } {
  const says = d().progress
  if (now.kind === 'sending') {
    const { sent, total } = now
    return {
      title: says.sending,
      lines: total ? [says.sent(size(sent), size(total))] : [],
      part: total ? sent / total : null,
    }
  }
  const { progress: p } = now
  if (!p) return { title: says.waiting, lines: [], part: null }
  const lines = [p.total === null ? says.rows(number(p.rows)) : says.of(number(p.rows), number(p.total))]
  if (p.per_second >= 1) lines.push(says.speed(number(p.per_second)))
  if (p.left_seconds !== null && p.left_seconds >= 1) lines.push(says.left(duration(p.left_seconds)))
  return {
    title: says.phases[p.phase] ?? says.waiting,
    lines,
    part: p.total ? Math.min(1, p.rows / p.total) : null,
  }
}

/** The work that is under way, which can be stopped, and left. */
export function Under() {
  const now = work.value
  if (!now) return null
  const { title, lines, part } = wordsOf(now)
  const mayStop = now.kind === 'sending' || now.mayStop
  const name = mainOf(files.value.map((file) => file.name))
  return (
    <div class="under" data-test="progress">
      <p class="strong" role="status">
        {title}
        {name && now.kind === 'sending' && `: ${name}`}
      </p>
      <progress aria-label={title} {...(part === null ? {} : { value: part, max: 1 })} />
      <p class="secondary figures under-lines">
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </p>
      <p class="secondary">
        {now.kind === 'working' && now.mayStop && `${d().progress.untouched} `}
        {now.kind === 'working' && d().progress.leave}
      </p>
      {mayStop && (
        <button type="button" class="button" onClick={stopWork}>
          {d().progress.cancel}
        </button>
      )}
    </div>
  )
}
