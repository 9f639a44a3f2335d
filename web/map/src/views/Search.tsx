import { useSignalEffect } from '@preact/signals'
import { openPlot } from '../actions/plot'
import { clearSearch, openLine } from '../actions/search'
import { deselect } from '../actions/select'
import type { Reason } from '../api/types'
import { t, words } from '../i18n'
import { area, coordinate } from '../i18n/format'
import { isCornerList } from '../state/plot'
import { privateKind, privateSearch } from '../state/privateSearch'
import { chosenLine } from '../state/searchBox'
import { answered, box, eager, type Line, lines, query, search, tellBox } from '../state/searching'
import { may } from '../state/session'
import { lang, layers, narrow, selection, stop, view } from '../state/store'
import { Failed } from '../ui/Failed'
import { CloseIcon, CommuneIcon, ParcelIcon, PersonIcon, PinIcon, SearchIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'

/** Why a line is there, and which words were taken for another spelling of a name. */
function whyText({ why: { code, args }, ...hit }: Line['hit']): string {
  const why = t().why[code]?.(args ?? {}) ?? ''
  if (!args?.meant) return why
  const name = 'commune' in hit ? hit.commune.name : 'name' in hit ? hit.name : ''
  return `${why}; ${t().meant(String(args.meant), name)}`
}
const hintText = ({ code, args }: Reason): string => t().hint[code]?.(args ?? {}) ?? t().search.nothing(query.value)

/** Title and details of a line. */
function describe(line: Line): { title: string; detail: string } {
  if (line.kind === 'parcel') {
    const { hit } = line
    const parts = [
      hit.why.code === 'address' ? hit.address : hit.commune.name,
      area(hit.map_area, lang.value),
      hit.land_use,
    ]
    return { title: t().search.parcel(hit.parcel_no, hit.sheet_no), detail: parts.filter(Boolean).join(' · ') }
  }
  if (line.kind === 'commune') {
    const layer = layers.value.find(({ name }) => name === 'communes')
    return { title: line.hit.name, detail: `${layer ? words(layer.title) : ''} · ${line.hit.code}` }
  }
  const { lat, lon } = line.hit
  return {
    title: t().coords.geographic(coordinate(lat, 6, lang.value), coordinate(lon, 6, lang.value)),
    detail:
      line.hit.x_north != null && line.hit.y_east != null
        ? t().coords.plane(coordinate(line.hit.x_north, 2, lang.value), coordinate(line.hit.y_east, 2, lang.value))
        : '',
  }
}

const icons = { parcel: ParcelIcon, commune: CommuneIcon, coordinate: PinIcon }

function Option({ line, index }: { line: Line; index: number }) {
  const { title, detail } = describe(line)
  const Icon = icons[line.kind]
  return (
    <div
      role="option"
      id={`line-${index}`}
      class="option"
      tabIndex={-1}
      aria-selected={box.value.active === index}
      onPointerMove={() => box.value.active !== index && tellBox({ type: 'hovered', index })}
      onClick={() => openLine(line)}
      onKeyDown={() => {}}
    >
      <Icon />
      <span>
        <span class="option-title">{title}</span>
        {detail && <span class="secondary figures">{detail}</span>}
        <span class="why">{whyText(line.hit)}</span>
      </span>
    </div>
  )
}

/** For those who may: the way to look the text up among owners or certificates. The text goes nowhere before. */
function PrivateWay({ text }: { text: string }) {
  const kind = privateKind(text)
  if (!kind) return null
  return (
    <button
      type="button"
      class="option private-way"
      onClick={() => {
        privateSearch.value = { kind, text }
        tellBox({ type: 'left' })
      }}
    >
      <PersonIcon />
      <span>{t().privateSearch.ways[kind](text)}</span>
    </button>
  )
}

/** The results by group, or why there are none. */
function Results() {
  const { value, busy, failure } = search.resource.value
  let index = 0
  return (
    <div class="results" onPointerDown={(e) => e.preventDefault()}>
      {value && !busy && (value.hint || lines.value.length === 0) && (
        <p class="hint">{value.hint ? hintText(value.hint) : t().search.nothing(value.q)}</p>
      )}
      <div role="listbox" id="results" aria-label={t().search.results}>
        {value?.groups
          .filter((group) => group.items.length > 0)
          .map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox
            <div role="group" key={group.kind} aria-labelledby={`group-${group.kind}`}>
              <p class="group" id={`group-${group.kind}`}>
                {t().search.groups[group.kind]}
              </p>
              {group.items.map((hit) => {
                const line = { kind: group.kind, hit } as Line
                const at = index++
                return <Option key={at} line={line} index={at} />
              })}
            </div>
          ))}
      </div>
      {may('private') && <PrivateWay text={query.value.trim()} />}
      {failure && <Failed failure={failure} again={search.again} lead={t().errors.search} />}
      {busy && !value && <Waiting text={t().search.searching} />}
    </div>
  )
}

function onEnter(): void {
  const line = lines.value[chosenLine(box.value)]
  if (line && answered.value) openLine(line)
  else if (query.value.trim()) eager.value = true
}

function onEscape(): void {
  if (box.value.open) return
  if (query.value) query.value = ''
  else if (selection.value) deselect()
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.isComposing) return
  if (event.key === 'Enter') {
    event.preventDefault()
    onEnter()
    return
  }
  if (event.key === 'Escape') onEscape()
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') event.preventDefault()
  tellBox({ type: 'key', key: event.key })
  requestAnimationFrame(() => document.getElementById(`line-${box.value.active}`)?.scrollIntoView({ block: 'nearest' }))
}

/** The one search box, with its suggestions. */
export function Search() {
  useSignalEffect(() => {
    if (!eager.value || !answered.value) return
    eager.value = false
    const line = lines.value[0]
    if (line) openLine(line)
  })
  const { open, active } = box.value
  const listed = open && query.value.trim() !== ''
  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element is not in every browser in use
    <div
      class="search"
      role="search"
      onFocusOut={(e) => {
        if (!(e.relatedTarget instanceof Node && e.currentTarget.contains(e.relatedTarget))) tellBox({ type: 'left' })
      }}
    >
      <div class="search-box">
        <SearchIcon />
        <input
          id="search"
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="search"
          aria-label={t().search.label}
          aria-autocomplete="list"
          aria-expanded={listed}
          aria-controls="results"
          aria-activedescendant={listed && active >= 0 ? `line-${active}` : undefined}
          placeholder={view.value === 'environment' ? t().search.placeholderPlace : t().search.placeholder}
          value={query.value}
          onInput={(e) => {
            query.value = e.currentTarget.value
            eager.value = false
            tellBox({ type: 'typed' })
          }}
          onPaste={(e) => {
            const text = e.clipboardData?.getData('text') ?? ''
            if (!isCornerList(text)) return
            e.preventDefault()
            openPlot(text)
          }}
          onFocus={() => {
            if (narrow.value) stop.value = 'full'
          }}
          onClick={() => query.value && tellBox({ type: 'typed' })}
          onKeyDown={onKeyDown}
        />
        {query.value ? (
          <button type="button" class="bare" aria-label={t().search.clear} onClick={clearSearch}>
            <CloseIcon />
          </button>
        ) : (
          <kbd>/</kbd>
        )}
      </div>
      {listed && <Results />}
      <p class="offscreen" role="status">
        {listed && answered.value ? t().search.count(lines.value.length) : ''}
      </p>
    </div>
  )
}
