import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { Check } from './Check'
import { Contact } from './Contact'
import { missingOf, reachable, type StepName, steps } from './draft'
import { r } from './i18n'
import { Photos } from './Photos'
import { Similar } from './Similar'
import { go } from './state'
import { What } from './What'
import { Where } from './Where'
import { discard, draft, kept, offeredSimilar, sendReport } from './writing'

const parts = { where: Where, what: What, photos: Photos, contact: Contact, check: Check } as const

function GiveUp() {
  const asking = useSignal(false)
  const says = r().steps
  const ask = (on: boolean) => () => {
    asking.value = on
  }
  if (!asking.value) {
    return (
      <button type="button" class="link small" onClick={ask(true)}>
        {says.giveUp}
      </button>
    )
  }
  return (
    <fieldset class="asked">
      <legend>{says.giveUpSure}</legend>
      <button type="button" class="button" onClick={discard}>
        {says.yes}
      </button>
      <button type="button" class="button" onClick={ask(false)}>
        {says.no}
      </button>
    </fieldset>
  )
}

/** A report being written, one step at a time. */
export function Write({ step: wanted }: { step: StepName }) {
  // A link may name a step that this draft is not ready for.
  const step = reachable(draft.value, wanted)
  const tried = useSignal<StepName | null>(null)
  const says = r()
  const place = steps.indexOf(step)
  // Who would send again what is known already is asked before the photos; an answer that comes later waits for the end.
  const early = useMemo(() => step === 'photos' && offeredSimilar.peek().length > 0, [step])
  const asking = (early || step === 'check') && offeredSimilar.value.length > 0
  const Part = parts[step]
  const missing = missingOf(draft.value, step)
  const messages = { place: says.where.missing, category: says.what.missingCategory, words: says.what.missingWords }
  const next = (): void => {
    tried.value = missing ? step : null
    const following = steps[place + 1]
    if (!missing && following) go({ step: following })
  }
  return (
    <section class="section write" data-step={step}>
      <p class="secondary">
        {says.steps.title} · {says.steps.of(place + 1, steps.length)}
      </p>
      <h1 data-panel-title tabIndex={-1}>
        {asking ? says.similar.title : says.steps[step]}
      </h1>
      <progress class="how-far" max={steps.length} value={place + 1} aria-hidden="true" />
      {asking ? <Similar /> : <Part />}
      <div class="step-bar">
        {missing && tried.value === step && (
          <p class="wrong-line whole" role="alert">
            {messages[missing]}
          </p>
        )}
        <button type="button" class="button" onClick={() => go({ step: steps[place - 1] ?? null })}>
          {says.steps.previous}
        </button>
        {step === 'check' && !asking && (
          <button type="button" class="button primary grow" onClick={sendReport}>
            {says.check.button}
          </button>
        )}
        {step !== 'check' && !asking && (
          <button type="button" class="button primary grow" onClick={next}>
            {says.steps.next}
          </button>
        )}
      </div>
      <p class="secondary">
        {kept.value === false ? says.steps.notKept : says.steps.kept} <GiveUp />
      </p>
    </section>
  )
}
