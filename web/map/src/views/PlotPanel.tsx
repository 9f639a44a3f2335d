import { useSignalEffect } from '@preact/signals'
import { closePlot, openPlot, openPlotFile } from '../actions/plot'
import { openListed, showBounds } from '../actions/select'
import type { LayerOverlaps, Plot } from '../api/types'
import { t } from '../i18n'
import { decimal, length, meridian, squareMetres } from '../i18n/format'
import { plot, plotAsked } from '../state/plot'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { OverlapList } from './Overlaps'
import { PanelHead } from './ParcelPanel'
import { VertexSection } from './Vertices'

/** Where a list is pasted or a file chosen. */
function Form() {
  const words = t().plot
  return (
    <form
      class="section plot"
      onSubmit={(e) => {
        e.preventDefault()
        const text = String(new FormData(e.currentTarget).get('corners') ?? '').trim()
        if (text) openPlot(text)
      }}
    >
      <label>
        {words.corners}
        <textarea
          name="corners"
          rows={8}
          spellcheck={false}
          autocomplete="off"
          placeholder={words.example}
          defaultValue={plotAsked.value?.text}
          required
        />
      </label>
      <p class="secondary">{words.lead}</p>
      <div class="actions">
        <button type="submit" class="button primary">
          {words.draw}
        </button>
        <label class="button">
          {words.file}
          <input
            type="file"
            class="offscreen"
            accept=".csv,.txt,.dxf"
            onChange={(e) => {
              const file = e.currentTarget.files?.[0]
              if (file) void openPlotFile(file)
            }}
          />
        </label>
      </div>
    </form>
  )
}

/** In which zone the corners were taken, and the others where none was said. */
function Zone({ of }: { of: Plot }) {
  const words = t().plot
  const table = of.vertices
  const others = of.fitting.filter((zone) => zone.srid !== table.srid)
  return (
    <>
      {!of.inside && <p class="hint">{words.outside(meridian(table.meridian))}</p>}
      {!of.zone_said && <p class="secondary">{words.assumed(meridian(table.meridian))}</p>}
      {others.length > 0 && (
        <p class="secondary">
          {words.fits}{' '}
          {others.map((zone) => (
            <button
              key={zone.srid}
              type="button"
              class="link"
              onClick={() => openPlot(plotAsked.value?.text, zone.srid)}
            >
              {t().coords.ktt(meridian(zone.meridian))}
            </button>
          ))}
        </p>
      )}
      {of.ignored_lines > 0 && <p class="hint">{words.ignored(of.ignored_lines, of.ignored_example)}</p>}
    </>
  )
}

/** The parcels that the plot touches, each a way to its panel. */
function Parcels({ of }: { of: LayerOverlaps }) {
  const words = t().plot
  if (of.records.length === 0) return <p class="nothing">{words.noParcels}</p>
  return (
    <ul class="list">
      {of.records.map(({ id, properties: p, area, percent }) => (
        <li key={id}>
          <button type="button" class="row" onClick={() => openListed(id)}>
            <span>{t().search.parcel(String(p.parcel_no), String(p.sheet_no))}</span>
            <span class="secondary figures end">
              {squareMetres(area, lang.value)} · {decimal(percent, 1, lang.value)} %
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Content({ of }: { of: Plot }) {
  const words = t().plot
  const parcels = of.layers.find(({ name }) => name === 'parcels')
  return (
    <>
      <section class="section">
        <p class="measured">
          <span>{words.area}</span>
          <span class="figures">{squareMetres(of.area, lang.value)}</span>
        </p>
        <p class="measured">
          <span>{words.perimeter}</span>
          <span class="figures">{length(of.perimeter, lang.value)}</span>
        </p>
        <Zone of={of} />
      </section>
      {parcels && (
        <section class="section">
          <h2>{words.parcels}</h2>
          <Parcels of={parcels} />
        </section>
      )}
      <section class="section">
        <h2>{t().overlaps.title}</h2>
        <OverlapList of={of.layers.filter(({ name }) => name !== 'parcels')} />
      </section>
      <VertexSection table={of.vertices} />
      <p class="section secondary">{words.note}</p>
    </>
  )
}

/** A plot described by its corners: what it measures and what it overlaps; else the form for it. */
export function PlotPanel() {
  const { value, busy, failure } = plot.resource.value
  const words = t().plot
  useSignalEffect(() => {
    const found = plot.resource.value.value
    if (found) showBounds(found.bbox)
  })
  return (
    <article>
      <PanelHead title={words.title} close={closePlot} />
      {failure && <Failed failure={failure} again={plot.again} />}
      {(!plotAsked.value?.text || failure) && <Form />}
      {busy && !value && <Waiting />}
      {value && !failure && <Content of={value} />}
    </article>
  )
}
