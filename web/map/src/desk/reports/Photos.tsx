import type { DeskReportDetail, DeskReportPhoto } from '../../api/schema.gen'
import { deskPhoto } from './api'
import { q } from './i18n'
import { Redact } from './Redact'
import { covering, duty } from './state'

function Photo(props: { photo: DeskReportPhoto; place: number; redact: (photo: DeskReportPhoto) => void }) {
  const { photo, place, redact } = props
  const says = q().photos
  const n = String(place + 1)
  const told = [
    photo.kind === 'result' ? says.result : says.reported,
    photo.published ? says.published : says.hidden,
    photo.redacted && says.redacted,
  ]
  return (
    <li data-photo={photo.id}>
      <a href={deskPhoto(photo, 'full')} target="_blank" rel="noreferrer" title={says.full}>
        <img
          src={deskPhoto(photo, 'thumb')}
          alt={says.one(n)}
          width={photo.width}
          height={photo.height}
          loading="lazy"
        />
      </a>
      <p class="secondary">{told.filter(Boolean).join(', ')}</p>
      {duty.value && (
        <button type="button" class="button small" aria-label={says.redactOne(n)} onClick={() => redact(photo)}>
          {says.redact}
        </button>
      )}
    </li>
  )
}

/** The photos of a report, with the way to cover what the public must not see. */
export function Photos({ now }: { now: DeskReportDetail }) {
  const photo = now.photos.find(({ id }) => id === covering.value)
  if (now.photos.length === 0) return null
  return (
    <section class="section">
      <h2>{q().photos.title}</h2>
      {duty.value &&
        now.report.state === 'resolved' &&
        now.photos.some((one) => one.kind === 'result' && !one.published) && <p class="hint">{q().photos.review}</p>}
      <ul class="pictures">
        {now.photos.map((photo, place) => (
          <Photo
            key={photo.id}
            photo={photo}
            place={place}
            redact={(one) => {
              covering.value = one.id
            }}
          />
        ))}
      </ul>
      {photo && (
        <Redact
          key={photo.id}
          photo={photo}
          close={() => {
            covering.value = null
          }}
        />
      )}
    </section>
  )
}
