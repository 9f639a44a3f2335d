import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { deselect, showBounds } from '../actions/select'
import { shareLink } from '../actions/share'
import type { Parcel } from '../api/types'
import { t, words } from '../i18n'
import { date, hectares, length, squareMetres } from '../i18n/format'
import { colorOf } from '../map/palette'
import { parcel } from '../state/details'
import { announce } from '../state/notice'
import { lang, pageTitle, palette, titleWanted } from '../state/store'
import { Failed } from '../ui/Failed'
import { CloseIcon, LinkIcon, TargetIcon } from '../ui/icons'
import { LandType } from '../ui/LandType'
import { Swatch } from '../ui/Swatch'
import { Waiting } from '../ui/Waiting'
import { Extract } from './Extract'
import { OthersHere } from './HereList'
import { Neighbours } from './Neighbours'
import { Overlaps } from './Overlaps'
import { StaffSection } from './StaffSection'
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
                : words.idOutside(length(of.official_check.distance, lang.value))}
            </span>
          )}
        </Fact>
      )}
    </dl>
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
            </span>
          </li>
        ))}
      </ul>
      {of.land_use && of.land_use !== spelled && <p class="secondary">{t().parcel.asWritten(of.land_use)}</p>}
    </section>
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
    </section>
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
      <LandTypes of={of} />
      <Area of={of} />
      <Overlaps of={of} />
      <Neighbours of={of} />
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

/** Everything about the chosen parcel. */
export function ParcelPanel() {
  const { value, failure, busy } = parcel.resource.value
  if (failure) {
    const gone = failure.kind === 'missing'
    return (
      <>
        <PanelHead title={t().home.title} />
        {gone ? (
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
