import { useSignal } from '@preact/signals'
import type { DeskReportDetail, DeskReportPhoto } from '../../api/schema.gen'
import { photoPath } from '../../report/api'
import { q } from './i18n'
import { Redact } from './Redact'
import { duty } from './state'

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
      <a href={photoPath(photo.id, 'full')} target="_blank" rel="noreferrer" title={says.full}>
        <img
          src={photoPath(photo.id, 'thumb')}
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
  const redacting = useSignal<DeskReportPhoto | null>(null)
  if (now.photos.length === 0) return null
  return (
    <section class="section">
      <h2>{q().photos.title}</h2>
      <ul class="pictures">
        {now.photos.map((photo, place) => (
          <Photo
            key={photo.id}
            photo={photo}
            place={place}
            redact={(one) => {
              redacting.value = one
            }}
          />
        ))}
      </ul>
      {redacting.value && (
        <Redact
          key={redacting.value.id}
          photo={redacting.value}
          close={() => {
            redacting.value = null
          }}
        />
      )}
    </section>
  )
}
