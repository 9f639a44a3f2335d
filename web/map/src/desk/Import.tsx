import { useEffect } from 'preact/hooks'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { BackIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { d } from './i18n'
import { Under } from './Progress'
import { Questions } from './Questions'
import { Result } from './Result'
import { Review } from './Review'
import { layerTitle, State } from './Start'
import { Steps } from './Steps'
import { current, failure, openId, openImport, work } from './state'

function Head() {
  const is = current.value
  const id = openId.value ?? 0
  return (
    <header class="section import-head">
      <button type="button" class="link back" onClick={() => openImport(null)}>
        <BackIcon />
        {d().back}
      </button>
      <h1 data-panel-title tabIndex={-1}>
        {is ? is.source : d().list.number(id)}
      </h1>
      {is && (
        <p class="secondary import-line">
          <State is={is.state} />
          <span>{d().list.number(id)}</span>
          {is.layer && <span>{d().review.into(layerTitle(is.layer))}</span>}
          {is.analysis && <span>{d().review.rows(decimal(is.analysis.rows, 0, lang.value))}</span>}
        </p>
      )}
      <Steps />
    </header>
  )
}

function Body() {
  const is = current.value
  if (work.value) {
    return (
      <section class="section">
        <Under />
      </section>
    )
  }
  switch (is?.state) {
    case undefined:
      return failure.value ? null : <Waiting />
    case 'question':
      return <Questions />
    case 'staged':
      return <Review />
  }
  return <Result />
}

/** One change set, wherever it stands. */
export function Import() {
  const state = current.value?.state
  useEffect(() => {
    document.querySelector('.desk')?.closest('.content')?.scrollTo({ top: 0 })
    // What was pressed is gone: whoever goes by keyboard or ear goes on from the title.
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('.import-head h1')?.focus()
  }, [state])
  return (
    <>
      <Head />
      {failure.value && !(current.value && work.value) && (
        <div class="section">
          <Failed failure={failure.value} />
        </div>
      )}
      <Body />
    </>
  )
}
