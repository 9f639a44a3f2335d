import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { deselect, showBounds } from '../actions/select'
import { shareLink } from '../actions/share'
import type { Parcel } from '../api/types'
import { t, words } from '../i18n'
import { date, decimal, hectares, length, squareMetres, time } from '../i18n/format'
import { colorOf } from '../map/palette'
import { historyStart, since, unknownThen } from '../state/day'
import { parcel } from '../state/details'
import { announce } from '../state/notice'
import { gone, past, shownMoment } from '../state/past'
import { lang, pageTitle, palette, titleWanted } from '../state/store'
import { Failed } from '../ui/Failed'
import { CloseIcon, LinkIcon, TargetIcon } from '../ui/icons'
import { LandType } from '../ui/LandType'
import { Swatch } from '../ui/Swatch'
import { Waiting } from '../ui/Waiting'
import { Extract } from './Extract'
import { OthersHere } from './HereList'
import { GoneParcel, HistorySection, PastNote } from './History'
import { Neighbours } from './Neighbours'
import { Overlaps } from './Overlaps'
import { StaffSection, StaffThen } from './StaffSection'
import { Units } from './Units'
import { Vertices } from './Vertices'

/** Title of the panel with its way out. `page` names the page where the title alone would not. */
export function PanelHead({
  title,
  page,
  close = deselect,
  children,
}: {
  title: string
  page?: string
  close?: () => void
  children?: ComponentChildren
}) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    pageTitle.value = page ?? title
    return () => {
      pageTitle.value = ''
    }
  }, [title, page])
  useEffect(() => {
    if (!titleWanted.value) return
    titleWanted.value = false
    head.current?.focus()
  })
  return (
    <div class="panel-head">
      <div>
        <h1 ref={head} data-panel-title tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
      <button type="button" class="bare" aria-label={t().app.close} title={t().app.close} onClick={close}>
        <CloseIcon />
      </button>
    </div>
  )
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Identity({ of }: { of: Parcel }) {
  const words = t().parcel
  return (
    <dl class="facts">
      <Units of={of} />
      {of.address && <Fact term={words.address}>{of.address}</Fact>}
      {(of.old_sheet_no || of.old_parcel_no) && (
        <Fact term={words.old}>{words.oldNumbers(of.old_parcel_no ?? '', of.old_sheet_no ?? '')}</Fact>
      )}
      {of.official_id && (
        <Fact term={words.officialId}>
          <code>{of.official_id}</code>
          {of.official_check && (
            <span class="secondary block">
              {of.official_check.inside
                ? words.idInside
                : words.idOutside(length(of.official_check.distance, lang.value))}{' '}
              {words.idFromOurs(length(of.official_check.from_ours, lang.value))}
            </span>
          )}
        </Fact>
      )}
    </dl>
  )
}

/** Area and term of a land type in the papers, for those who are told. */
function InPapers({ of }: { of: Parcel['land_types'][number] }) {
  const says = t().parcel
  if (of.area === undefined && of.term === undefined) return null
  return (
    <span class="secondary block figures">
      {of.area !== undefined && squareMetres(of.area, lang.value)}
      {of.residential && ` (${says.residential})`}
      {of.area !== undefined && of.term !== undefined && ' · '}
      {of.term !== undefined && says.term(of.term)}
    </span>
  )
}

function LandTypes({ of }: { of: Parcel }) {
  const spelled = of.land_types.map((type) => type.code).join('+')
  return (
    <section class="section">
      <h2>{t().parcel.landTypes}</h2>
      {of.land_types.length === 0 && <p class="secondary">{t().parcel.noLandType}</p>}
      <ul class="types">
        {of.land_types.map((type) => (
          <li key={type.code}>
            <Swatch color={colorOf(type, palette.value)} code={type.code} />
            <span>
              <LandType code={type.code}>{words(type.name)}</LandType>
              {!type.current && <span class="secondary"> · {t().parcel.outdated}</span>}
              <InPapers of={type} />
            </span>
          </li>
        ))}
      </ul>
      {of.land_use && of.land_use !== spelled && <p class="secondary">{t().parcel.asWritten(of.land_use)}</p>}
    </section>
  )
}

/** Legal and map area side by side, and whether they may differ so; what is not verified is said. */
function Judged({ check }: { check: NonNullable<Parcel['area_check']> }) {
  const says = t().parcel.check
  const sign = check.difference > 0 ? '+' : ''
  return (
    <div class={check.within ? 'judged' : 'judged beyond'} data-within={check.within}>
      <dl class="facts">
        <Fact term={says.legal}>
          <span class="figures">{squareMetres(check.legal_area, lang.value)}</span>
        </Fact>
        <Fact term={says.difference}>
          <span class="figures">
            {sign}
            {squareMetres(check.difference, lang.value)} ({sign}
            {decimal(check.percent, 1, lang.value)} %)
          </span>
        </Fact>
      </dl>
      <p>{(check.within ? says.within : says.beyond)(squareMetres(check.tolerance, lang.value))}</p>
      <p class="secondary">
        {!check.verified && `${says.unverified} `}
        {says.rule(check.source)}{' '}
        {(check.scale_assumed ? says.assumed : says.scale)(decimal(check.scale, 0, lang.value))}
      </p>
    </div>
  )
}

function Area({ of }: { of: Parcel }) {
  return (
    <section class="section">
      <h2>{t().parcel.area}</h2>
      <p class="big figures">
        {squareMetres(of.map_area, lang.value)}
        {of.map_area >= 10_000 && <span class="secondary"> = {hectares(of.map_area, lang.value)}</span>}
      </p>
      <p class="secondary">{t().parcel.basis[of.area_basis] ?? ''}</p>
      {of.area_check && <Judged check={of.area_check} />}
    </section>
  )
}

/** To the parcel on the map, and a link to it. */
function Ways({ of }: { of: Parcel }) {
  return (
    <div class="actions">
      <button type="button" class="button" onClick={() => showBounds(of.bbox)}>
        <TargetIcon />
        {t().parcel.zoom}
      </button>
      <button type="button" class="button" onClick={shareLink}>
        <LinkIcon />
        {t().app.share}
      </button>
    </div>
  )
}

function Found({ of }: { of: Parcel }) {
  useEffect(() => {
    announce(t().parcel.announced(of.parcel_no, of.sheet_no, of.commune.name))
  }, [of])
  const title = t().parcel.title(of.parcel_no, of.sheet_no)
  return (
    <>
      <PanelHead title={title} page={`${title}, ${of.commune.name}`}>
        <p class="secondary">{of.commune.name}</p>
      </PanelHead>
      <Ways of={of} />
      <LandTypes of={of} />
      <Area of={of} />
      <Overlaps of={of} />
      <Neighbours of={of} />
      <HistorySection />
      <section class="section">
        <h2>{t().parcel.identity}</h2>
        <Identity of={of} />
      </section>
      <StaffSection of={of} />
      <OthersHere />
      <Vertices of={of} />
      <Extract of={of} />
      <p class="section secondary source">
        {of.source ? t().app.source(of.source) : t().app.sourceUnknown},{' '}
        {of.as_of ? t().app.asOf(date(of.as_of)) : t().app.asOfUnknown}. {t().app.reference}
      </p>
    </>
  )
}

/** The chosen parcel as it was at the time that is shown, or what is said where it was not, or nobody knows. */
function Past() {
  const { value, failure } = past.resource.value
  const of = value && value.at === shownMoment.value && !unknownThen.value ? value.parcel : null
  const start = historyStart.resource.value.failure
  const title = of ? t().parcel.title(of.parcel_no, of.sheet_no) : t().history.otherTime
  return (
    <article>
      <PanelHead title={title}>{of && <p class="secondary">{of.commune.name}</p>}</PanelHead>
      {of && <Ways of={of} />}
      <section class="section">
        <PastNote />
        {unknownThen.value && since.value !== null && <p>{t().day.unknown(time(since.value))}</p>}
      </section>
      {start && <Failed failure={start} again={historyStart.again} />}
      {failure && <Failed failure={failure} again={failure.kind === 'missing' ? undefined : past.again} />}
      {!of && !failure && !start && !unknownThen.value && <Waiting />}
      {of && (
        <>
          <LandTypes of={of} />
          <Area of={of} />
          <section class="section">
            <h2>{t().parcel.identity}</h2>
            <Identity of={of} />
          </section>
          <StaffThen of={of} />
        </>
      )}
      <HistorySection />
    </article>
  )
}

/** Everything about the chosen parcel. */
export function ParcelPanel() {
  const { value, failure, busy } = parcel.resource.value
  if (shownMoment.value !== null) return <Past />
  if (failure) {
    const missing = failure.kind === 'missing'
    if (gone.value) {
      return (
        <>
          <PanelHead title={t().history.goneTitle} />
          <GoneParcel />
        </>
      )
    }
    return (
      <>
        <PanelHead title={t().home.title} />
        {missing ? (
          <p class="section hint" role="alert">
            {t().parcel.missing}
          </p>
        ) : (
          <Failed failure={failure} again={parcel.again} />
        )}
      </>
    )
  }
  if (!value) return <Waiting />
  return (
    <article aria-busy={busy}>
      <Found of={value} />
    </article>
  )
}
