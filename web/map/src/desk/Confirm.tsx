import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { CloseIcon } from '../ui/icons'
import { d } from './i18n'
import { layerTitle } from './Start'
import { carryOut, confirming, current } from './state'

const number = (n: number): string => decimal(n, 0, lang.value)

/** A question before something is done. */
function Confirm(props: {
  title: string
  yes: string
  no: string
  go: () => void
  dangerous?: boolean
  children: ComponentChildren
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const close = (): void => dialog.current?.close()
  return (
    <dialog
      ref={dialog}
      class="account confirm"
      aria-labelledby="confirm-title"
      onClose={() => {
        confirming.value = null
      }}
    >
      <div class="panel-head">
        <h1 id="confirm-title">{props.title}</h1>
        <button type="button" class="bare" aria-label={t().app.close} onClick={close}>
          <CloseIcon />
        </button>
      </div>
      {props.children}
      <div class="actions">
        <button type="button" class="button primary" onClick={props.go}>
          {props.yes}
        </button>
        <button type="button" class="button" onClick={close}>
          {props.no}
        </button>
      </div>
    </dialog>
  )
}

/** Names the layer and what becomes of it, before it is written. */
export function ApplyDialog() {
  const is = current.value
  if (!is) return null
  const says = d().apply
  const { added, changed, removed, refused, warnings } = is.counts
  const lines = [
    added > 0 && says.added(number(added)),
    changed > 0 && says.changed(number(changed)),
    removed > 0 && says.removed(number(removed)),
    refused > 0 && says.skipped(number(refused)),
  ].filter((line) => line !== false)
  const layer = is.plan?.create ? String(is.plan.create.TitleVi ?? is.layer) : layerTitle(is.layer)
  return (
    <Confirm title={says.title} yes={says.yes} no={says.no} go={() => carryOut('apply')}>
      <p>{is.plan?.create ? says.create(layer) : says.into(layer)}</p>
      <ul class="tips">
        {lines.map((line) => (
          <li key={line} class="strong">
            {line}
          </li>
        ))}
      </ul>
      {warnings > 0 && <p class="look">{says.warnings(number(warnings))}</p>}
      <p class="secondary">{says.undoable}</p>
    </Confirm>
  )
}

/** Says what comes back, before an applied change set is undone. */
export function UndoDialog() {
  const is = current.value
  if (!is) return null
  const says = d().result
  const { added, changed, removed } = is.counts
  const lines = [
    added > 0 && says.undoAdded(number(added)),
    changed > 0 && says.undoChanged(number(changed)),
    removed > 0 && says.undoRemoved(number(removed)),
  ].filter((line) => line !== false)
  return (
    <Confirm title={says.undoTitle} yes={says.undoYes} no={says.undoNo} go={() => carryOut('undo')}>
      <p>{says.undoLead(layerTitle(is.layer))}</p>
      <ul class="tips">
        {lines.map((line) => (
          <li key={line} class="strong">
            {line}
          </li>
        ))}
      </ul>
      {is.plan?.create && <p class="look">{says.undoCreated}</p>}
    </Confirm>
  )
}
