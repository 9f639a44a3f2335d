import { useEffect, useRef, useState } from 'preact/hooks'
import { openListed } from '../actions/select'
import { api, Failure } from '../api/client'
import type { PrivateHits } from '../api/types'
import { t } from '../i18n'
import { chosenCommune } from '../state/communeChoice'
import { privateHits, privateSearch } from '../state/privateSearch'
import { lang } from '../state/store'
import { CloseIcon, ParcelIcon } from '../ui/icons'
import { CommuneField } from './CommuneField'

/** Looks for owners in the commune that the field means. */
async function ownersIn(text: string, purpose: string): Promise<PrivateHits> {
  const commune = await chosenCommune()
  if (!commune) throw new Failure('refused', 0, t().privateSearch.communeUnclear)
  return api.owners(commune, text, purpose, lang.value)
}

/** The most parcels that a search tells; with fewer and more left out the reads of the day are used up. */
const MOST = 50

function Hits({ close }: { close: () => void }) {
  const found = privateHits.value
  const words = t().privateSearch
  if (!found) return null
  return (
    <>
      <p class="secondary" role="status">
        {(found.more ? (found.parcels.length < MOST ? words.quotaUsed : words.more) : words.found)(
          found.parcels.length,
        )}
      </p>
      <ul class="list">
        {found.parcels.map((hit) => (
          <li key={hit.id}>
            <button
              type="button"
              class="row"
              onClick={() => {
                close()
                openListed(hit.id)
              }}
            >
              <ParcelIcon />
              <span>
                {t().search.parcel(hit.parcel_no, hit.sheet_no)}
                <span class="secondary block">{hit.found}</span>
              </span>
              <span class="secondary figures end">{hit.commune_code}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

/** The dialog in which staff look for an owner or a certificate, for a purpose that is written down. */
export function PrivateSearchDialog() {
  const asked = privateSearch.value
  const dialog = useRef<HTMLDialogElement>(null)
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (asked && !dialog.current?.open) dialog.current?.showModal()
  }, [asked])
  if (!asked) return null
  const words = t().privateSearch
  const close = () => dialog.current?.close()
  const go = async (data: FormData) => {
    const field = (name: string) => String(data.get(name) ?? '').trim()
    setBusy(true)
    setWrong('')
    privateHits.value = null
    try {
      privateHits.value =
        asked.kind === 'owner'
          ? await ownersIn(field('text'), field('purpose'))
          : await api.certificates(field('text'), field('purpose'), lang.value)
    } catch (cause) {
      setWrong((cause instanceof Failure && cause.detail) || t().errors.server)
    } finally {
      setBusy(false)
    }
  }
  return (
    <dialog
      ref={dialog}
      class="account"
      aria-labelledby="private-search-title"
      onClose={() => {
        privateSearch.value = null
        privateHits.value = null
      }}
    >
      <div class="panel-head">
        <h1 id="private-search-title">{words.titles[asked.kind]}</h1>
        <button type="button" class="bare" aria-label={t().app.close} onClick={close}>
          <CloseIcon />
        </button>
      </div>
      <form
        aria-busy={busy}
        onSubmit={(e) => {
          e.preventDefault()
          void go(new FormData(e.currentTarget))
        }}
      >
        <label>
          {words.texts[asked.kind]}
          <input name="text" type="text" defaultValue={asked.text} autocomplete="off" spellcheck={false} required />
        </label>
        {asked.kind === 'owner' && <CommuneField />}
        <label>
          {t().staff.purpose}
          <input
            name="purpose"
            type="text"
            minLength={10}
            maxLength={300}
            placeholder={t().staff.purposeExample}
            autocomplete="off"
            required
          />
        </label>
        <p class="secondary">{t().staff.recorded}</p>
        {wrong && (
          <p class="hint wrong" role="alert">
            {wrong}
          </p>
        )}
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? t().app.waiting : words.go}
        </button>
      </form>
      <Hits close={close} />
    </dialog>
  )
}
