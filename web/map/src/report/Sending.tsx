import { copyText } from '../actions/share'
import { CopyIcon } from '../ui/icons'
import { r } from './i18n'
import { go, openNumber } from './state'
import { progress, sendAgain, sent } from './writing'

/** A report on its way. */
export function Sending() {
  const now = progress.value
  const says = r().sending
  if (!now) return null
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p role="status" data-test="progress">
        {now.kind === 'photos' && says.photos(String(now.sent), String(now.all))}
        {now.kind === 'text' && says.last}
        {now.kind === 'waiting' && (now.offline ? says.offline : says.retry(String(now.seconds)))}
      </p>
      {now.kind === 'waiting' && (
        <button type="button" class="button primary" onClick={sendAgain}>
          {says.now}
        </button>
      )}
    </section>
  )
}

/** The address that follows a report, with its key where only the browser reads it. */
export const followLink = (number: string, follow: string): string =>
  `${window.location.origin}/report/${number}#${follow}`

/** A report that has arrived: its number, and the link that only its sender should have. */
export function Sent() {
  const said = sent.value
  const says = r().sent
  if (!said) return null
  const link = followLink(said.number, said.follow)
  const leave = (): void => {
    sent.value = null
  }
  return (
    <section class="section sent">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.number}</p>
      <p class="the-number" data-test="number" translate={false}>
        {said.number}
      </p>
      <p>{says.keep}</p>
      <p class="follow-link" translate={false}>
        <span class="secondary block">{says.link}</span>
        {link}
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={() => copyText(said.number)}>
          <CopyIcon />
          {says.copyNumber}
        </button>
        <button type="button" class="button" onClick={() => copyText(link, says.link)}>
          <CopyIcon />
          {says.copyLink}
        </button>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          onClick={() => {
            leave()
            openNumber(said.number)
          }}
        >
          {says.open}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            leave()
            go({ step: 'where' })
          }}
        >
          {says.another}
        </button>
      </div>
    </section>
  )
}
