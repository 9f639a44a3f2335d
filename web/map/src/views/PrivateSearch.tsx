import { useEffect, useRef, useState } from 'preact/hooks'
import { openListed } from '../actions/select'
import { api, Failure } from '../api/client'
import { t } from '../i18n'
import { parcel } from '../state/details'
import { privateHits, privateSearch } from '../state/privateSearch'
import { session } from '../state/session'
import { inView, lang } from '../state/store'
import { CloseIcon, ParcelIcon } from '../ui/icons'

/** Where a name may be looked for: the officer's communes, else those in view and the open parcel's, else any code. */
function CommuneField() {
  const words = t().privateSearch
  const open = parcel.resource.value.value?.commune
  const names = new Map(inView.value.communes.map(({ properties: p }) => [String(p.code), String(p.name ?? p.code)]))
  if (open) names.set(open.code, open.name)
  const codes = session.value.user?.communes ?? [...names.keys()]
  return (
    <div class="field">
      <label for="private-commune">{words.commune}</label>
      {codes.length > 0 ? (
        <select id="private-commune" name="commune" required>
          {codes.map((code) => (
            <option key={code} value={code} selected={code === open?.code}>
              {names.get(code) ? `${names.get(code)} (${code})` : code}
            </option>
          ))}
        </select>
      ) : (
        <input
          id="private-commune"
          name="commune"
          inputMode="numeric"
          pattern="[0-9]{5}"
          placeholder={words.communeCode}
          required
        />
      )}
    </div>
  )
}

function Hits({ close }: { close: () => void }) {
  const found = privateHits.value
  const words = t().privateSearch
  if (!found) return null
  return (
    <>
      <p class="secondary" role="status">
        {found.more ? words.more(found.parcels.length) : words.found(found.parcels.length)}
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
          ? await api.owners(field('commune'), field('text'), field('purpose'), lang.value)
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
