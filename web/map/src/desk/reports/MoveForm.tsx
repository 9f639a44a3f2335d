import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { DeskReportDetail, ReportMove } from '../../api/schema.gen'
import type { LonLat } from '../../geo/ellipsoid'
import { words } from '../../i18n'
import { time } from '../../i18n/format'
import { sendPictures } from '../../report/Feedback'
import { r } from '../../report/i18n'
import { refusal } from '../../report/refusal'
import { say } from '../../state/notice'
import { narrow, picking, stop } from '../../state/store'
import { Form } from '../../ui/Form'
import { useFirstField } from '../../ui/firstField'
import { deskPhoto } from './api'
import { q } from './i18n'
import { moveName } from './Moves'
import { type Began, bodyOf, localTime } from './move'
import { beginning, PublicWords } from './PublicWords'
import { act, agencies, agencyName, begun, categories, conflict, duty, moving } from './state'

/** Members in the order in which a form asks for them. */
const ORDER = [
  'reason',
  'into',
  'agency',
  'category',
  'place',
  'address',
  'owner',
  'next',
  'due',
  'public_words',
  'words',
  'photos',
  'publish',
  'photos_published',
]

function Choice(props: {
  label: string
  name: string
  value: string
  options: readonly (readonly [value: string, text: string])[]
}) {
  const { label, name, value, options } = props
  return (
    <label class="field">
      {label}
      <select class="select" name={name}>
        {options.map(([code, text]) => (
          <option key={code} value={code} selected={code === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

function Reason({ action }: { action: string }) {
  const reasons = action === 'wait' ? r().waits : r().rejected
  return <Choice label={q().fields.reason} name="reason" value="" options={Object.entries(reasons)} />
}

function Agency({ now, needed }: { now: DeskReportDetail; needed: boolean }) {
  const says = q().fields
  const list = (agencies.resource.value.value ?? []).filter(({ active }) => active)
  const routed = now.suggested_agency
  const first = routed ? `${says.byRoutes}: ${agencyName(routed)}` : says.byRoutes
  const options = list.map(({ code, name }) => [code, words(name)] as const)
  return (
    <Choice
      label={says.agency}
      name="agency"
      value={now.report.agency ?? routed ?? ''}
      options={needed ? options : [['', first], ...options]}
    />
  )
}

function Place({ set, chosen }: { set: (at: LonLat) => void; chosen: boolean }) {
  const says = q().fields
  useEffect(
    () => () => {
      picking.value = null
    },
    [],
  )
  const pick = (): void => {
    say(says.placeHint)
    if (narrow.peek()) stop.value = 'peek'
    picking.value = (at) => {
      picking.value = null
      if (narrow.peek()) stop.value = 'full'
      set(at)
      say(q().fields.picked)
    }
  }
  return (
    <div class="field">
      <span>{says.place}</span>
      <button type="button" class="button" onClick={pick}>
        {says.pick}
      </button>
      {chosen && <span class="secondary">{says.picked}</span>}
    </div>
  )
}

/** Which photos the public sees, each beside its box. */
function Published({ now }: { now: DeskReportDetail }) {
  return (
    <>
      {now.photos.map((photo, n) => (
        <label key={photo.id} class="check photo-check">
          <input type="checkbox" name={`photo-${photo.id}`} defaultChecked={photo.published} />
          <img src={deskPhoto(photo, 'thumb')} alt="" width={photo.width} height={photo.height} />
          {q().fields.photoPublished(String(n + 1))}
        </label>
      ))}
    </>
  )
}

/** A field for one member of the request. */
function Field(props: {
  member: string
  needed: boolean
  now: DeskReportDetail
  action: string
  place: { chosen: boolean; set: (at: LonLat) => void }
}) {
  const { member, needed, now, action, place } = props
  const says = q().fields
  const { report } = now
  const line = (label: string, type: 'text' | 'date' | 'datetime-local', value = '', hint = '') => (
    <label class="field">
      {label}
      <input {...({ type } as object)} name={member} maxLength={300} required={needed} defaultValue={value} />
      {hint && <span class="secondary">{hint}</span>}
    </label>
  )
  switch (member) {
    case 'reason':
      return <Reason action={action} />
    case 'agency':
      return <Agency now={now} needed={needed} />
    case 'category': {
      const list = (categories.resource.value.value ?? []).map((one) => [one.code, words(one.name)] as const)
      return <Choice label={says.category} name="category" value={report.category} options={list} />
    }
    case 'place':
      return <Place {...place} />
    case 'public_words':
      return <PublicWords report={report} action={action} needed={needed || action === 'verify'} />
    case 'words':
      return (
        <label class="field">
          {says.words}
          <textarea name="words" rows={2} maxLength={4000} required={needed} />
          <span class="secondary">{says.wordsHint}</span>
        </label>
      )
    case 'address':
      return line(says.address, 'text', report.address)
    case 'into':
      return line(says.into, 'text', begun.value, says.intoHint)
    case 'owner':
      return line(says.owner, 'text')
    case 'next':
      return line(says.next, 'date')
    case 'due':
      return line(
        says.due,
        'datetime-local',
        report.asked_due ? localTime(report.asked_due) : '',
        report.asked_due ? says.askedHint : report.due ? says.dueHint(time(report.due)) : '',
      )
    case 'photos':
      return (
        <label class="field">
          {says.photos}
          <input type="file" name="pictures" accept="image/*" multiple required={needed} />
        </label>
      )
    case 'publish':
      return (
        <label class="check">
          <input type="checkbox" name="publish" defaultChecked={report.published || action === 'verify'} />
          {says.publish}
        </label>
      )
    case 'photos_published':
      return <Published now={now} />
  }
  return needed ? line(says.unknown(member), 'text') : null
}

/** What the form of a move begins with: what an action leaves as it is where it is not given. */
const begunWith = ({ report, photos }: DeskReportDetail, action: string): Began => ({
  texts: {
    category: report.category,
    address: report.address,
    ...(action === 'edit' ? { public_words: beginning(action, report) } : {}),
  },
  published: action === 'edit' ? report.published : null,
  photos,
})

/** What to do where the report has changed under the form. */
function Meanwhile({ gone, goOn }: { gone: boolean; goOn: () => void }) {
  const says = q().moved
  return (
    <div class="hint" role="status" data-test="meanwhile">
      <p>{gone ? says.gone : says.meanwhile}</p>
      {!gone && (
        <button type="button" class="button small" onClick={goOn}>
          {says.goOn}
        </button>
      )}
    </div>
  )
}

/** The form of a move: just the fields that the server needs or takes. */
export function MoveForm({ now, move, gone }: { now: DeskReportDetail; move: ReportMove; gone: boolean }) {
  const from = useSignal(now.report)
  const began = useRef(now).current
  const stale = now.report.version !== from.value.version
  const place = useSignal<LonLat | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const members = [...new Set([...ORDER, ...move.needs])].filter(
    (member) => move.needs.includes(member) || move.may.includes(member),
  )
  useFirstField(box, 'input:not([type=checkbox]), select, textarea')
  const lead = move.action === 'extend' && !duty.value ? q().moves.ask : q().moves.leads[move.action]
  const go = async (data: FormData): Promise<void> => {
    const files = data.getAll('pictures').filter((one): one is File => one instanceof File && one.size > 0)
    if (move.needs.includes('photos') && files.length === 0) throw refusal(q().fields.photosNeeded)
    if (stale) throw refusal(gone ? q().moved.gone : q().moved.meanwhile)
    const tokens = await sendPictures(files)
    const name = moveName(move.action)
    const body = bodyOf(move.action, members, data, {
      place: place.peek(),
      tokens,
      began: begunWith(began, move.action),
    })
    await act(body, from.peek().version)
    if (moving.peek() === null) say(q().moves.done(name))
  }
  return (
    <div class="move-form" ref={box} data-move={move.action}>
      <Form
        button={moveName(move.action)}
        go={go}
        more={
          <button
            type="button"
            class="button"
            onClick={() => {
              moving.value = null
            }}
          >
            {q().moves.cancel}
          </button>
        }
      >
        {stale && (
          <Meanwhile
            gone={gone}
            goOn={() => {
              from.value = now.report
              conflict.value = null
            }}
          />
        )}
        {lead && <p class="secondary">{lead}</p>}
        {members.map((member) => (
          <Field
            key={member}
            member={member}
            needed={move.needs.includes(member)}
            now={began}
            action={move.action}
            place={{
              chosen: place.value !== null,
              set: (at) => {
                place.value = at
              },
            }}
          />
        ))}
      </Form>
    </div>
  )
}
