import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ReportStatus } from '../api/schema.gen'
import { say } from '../state/notice'
import { lang } from '../state/store'
import { Form } from '../ui/Form'
import { useFirstField } from '../ui/firstField'
import { MOST_BYTES, MOST_PHOTOS, type Rating, reportApi } from './api'
import { r } from './i18n'
import { followOf } from './mine'
import { PictureRefused, prepared } from './picture'
import { refusal } from './refusal'
import { status } from './state'

const RATINGS: readonly Rating[] = ['satisfied', 'acceptable', 'not']

function Rate({ number }: { number: string }) {
  const says = r().feedback
  const go = async (data: FormData): Promise<void> => {
    const rating = RATINGS.find((one) => one === data.get('rating')) ?? 'acceptable'
    await reportApi.rate(number, followOf(number), rating, String(data.get('words') ?? '').trim(), lang.peek())
    say(r().feedback.thanks)
    status.again()
  }
  return (
    <Form button={says.rateSend} go={go}>
      <fieldset class="categories ratings">
        <legend class="offscreen">{says.title}</legend>
        {RATINGS.map((rating) => (
          <label key={rating} class="category">
            <input type="radio" name="rating" value={rating} required />
            <span>{says.ratings[rating]}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        {says.words}
        <textarea name="words" rows={2} maxLength={1000} />
      </label>
    </Form>
  )
}

/** Sends pictures one after the other; returns their tokens. */
export async function sendPictures(files: readonly File[]): Promise<readonly string[]> {
  const tokens: string[] = []
  for (const file of files.slice(0, MOST_PHOTOS)) {
    const picture = await prepared(file, MOST_BYTES).catch((cause) => {
      const says = r().photos
      const why = cause instanceof PictureRefused ? cause.why : 'unreadable'
      throw refusal(why === 'heic' ? says.heic : says[why](file.name))
    })
    tokens.push(await reportApi.sendPhoto(picture, () => {}))
  }
  return tokens
}

function NotFixedForm({ number }: { number: string }) {
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box, 'textarea')
  const says = r().feedback
  const go = async (data: FormData): Promise<void> => {
    const words = String(data.get('words') ?? '').trim()
    if (!words) throw refusal(says.missing)
    const files = data.getAll('photos').filter((one): one is File => one instanceof File && one.size > 0)
    await reportApi.reopen(number, followOf(number), words, await sendPictures(files), lang.peek())
    say(r().feedback.reopened)
    status.again()
  }
  return (
    <div ref={box}>
      <Form button={says.notFixedSend} go={go}>
        <p class="secondary">{says.notFixedLead}</p>
        <label class="field">
          {says.notFixedWords}
          <textarea name="words" rows={3} required maxLength={4000} />
        </label>
        <label class="field">
          {says.photo}
          <input type="file" name="photos" accept="image/*" multiple />
        </label>
      </Form>
    </div>
  )
}

function NotFixed({ number }: { number: string }) {
  const open = useSignal(false)
  if (open.value) return <NotFixedForm number={number} />
  return (
    <button
      type="button"
      class="button"
      onClick={() => {
        open.value = true
      }}
    >
      {r().feedback.notFixed}
    </button>
  )
}

/** What the sender may say of the result. */
export function Feedback({ report }: { report: ReportStatus }) {
  const says = r().feedback
  if (!report.may_rate && !report.may_reopen && !report.rating) return null
  return (
    <section class="section feedback">
      <h2>{says.title}</h2>
      {report.rating && <p>{says.rated(says.ratings[report.rating])}</p>}
      {report.may_rate && <Rate number={report.number} />}
      {report.may_reopen && <NotFixed number={report.number} />}
    </section>
  )
}
