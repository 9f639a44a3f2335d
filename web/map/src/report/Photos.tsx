import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { failureText } from '../ui/Failed'
import { CloseIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { MOST_PHOTOS } from './api'
import type { DraftPhoto } from './draft'
import { r } from './i18n'
import { isPassing } from './sending'
import { addPictures, beginPhoto, draft, removePhoto, uploads } from './writing'

/** How the sending of a photo stands, and what can be done about it. */
function Standing({ photo, n }: { photo: DraftPhoto; n: string }) {
  const says = r().photos
  const now = uploads.value.get(photo.id)
  if (photo.token) return <p class="secondary">{says.sent}</p>
  if (now && 'failure' in now) {
    return (
      <>
        <p class="wrong-line">{isPassing(now.failure) ? says.failed : failureText(now.failure)}</p>
        <button type="button" class="link" aria-label={says.again(n)} onClick={() => beginPhoto(photo)}>
          {says.retry}
        </button>
      </>
    )
  }
  return <p class="secondary">{now ? says.sending(decimal(now.part * 100, 0, lang.value)) : says.waiting}</p>
}

function Photo({ photo, place }: { photo: DraftPhoto; place: number }) {
  const n = String(place + 1)
  const says = r().photos
  const address = useMemo(() => URL.createObjectURL(photo.picture), [photo.picture])
  useEffect(() => () => URL.revokeObjectURL(address), [address])
  return (
    <li class="photo" data-photo={photo.token ? 'sent' : 'waiting'}>
      <img src={address} alt={says.one(n)} />
      <div class="grow">
        <Standing photo={photo} n={n} />
      </div>
      <button type="button" class="bare" aria-label={says.remove(n)} onClick={() => removePhoto(photo.id)}>
        <CloseIcon />
      </button>
    </li>
  )
}

/** Photos from the camera or those that the device has. */
export function Photos() {
  const says = r().photos
  const busy = useSignal(false)
  const wrong = useSignal<readonly string[]>([])
  const { photos } = draft.value
  const room = photos.length < MOST_PHOTOS
  const take = async (input: HTMLInputElement): Promise<void> => {
    const files = [...(input.files ?? [])]
    busy.value = true
    const refused = await addPictures(files)
    input.value = ''
    busy.value = false
    const told = r().photos
    wrong.value = refused.map(({ name, why }) => (why === 'heic' ? told.heic : told[why](name)))
  }
  const chooser = (label: string, camera: boolean) => (
    <label class={camera ? 'button chooser primary' : 'button chooser'}>
      {label}
      <input
        class="offscreen"
        type="file"
        accept={camera ? 'image/*' : 'image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif'}
        capture={camera ? 'environment' : undefined}
        multiple={!camera}
        disabled={!room || busy.value}
        onChange={(event) => take(event.currentTarget)}
      />
    </label>
  )
  return (
    <>
      <p class="secondary">
        {says.lead} {says.most(String(MOST_PHOTOS))}
      </p>
      {room && (
        <div class="actions">
          {chooser(says.camera, true)}
          {chooser(says.gallery, false)}
        </div>
      )}
      {busy.value && <Waiting text={says.preparing} />}
      {wrong.value.map((text) => (
        <p key={text} class="wrong-line" role="alert">
          {text}
        </p>
      ))}
      <ul class="photos">
        {photos.map((photo, place) => (
          <Photo key={photo.id} photo={photo} place={place} />
        ))}
      </ul>
    </>
  )
}
