import { copyText } from '../actions/share'
import type { Parcel, Vertex, VertexTable } from '../api/types'
import { t } from '../i18n'
import { coordinate, decimal, meridian } from '../i18n/format'
import { lang, verticesOpen } from '../state/store'
import { Disclosure } from '../ui/Disclosure'
import { CopyIcon } from '../ui/icons'

/** The table as tab-separated text, for spreadsheets and reports. */
export function vertexText(table: VertexTable, language: 'vi' | 'en'): string {
  const words = t().vertices
  const head = [words.point, words.x, words.y, words.edge].join('\t')
  const line = (p: Vertex): string =>
    [p.n, coordinate(p.x_north, 2, language), coordinate(p.y_east, 2, language), coordinate(p.edge, 2, language)].join(
      '\t',
    )
  const many = table.rings.length > 1
  const rings = table.rings.map((ring) =>
    [...(many ? [words.ring(ring.part, ring.ring)] : []), ...ring.points.map(line)].join('\n'),
  )
  return [words.system(meridian(table.meridian), table.zone_width), head, ...rings].join('\n')
}

function Rows({ points }: { points: readonly Vertex[] }) {
  return (
    <>
      {points.map((p) => (
        <tr key={p.n}>
          <th scope="row">{p.n}</th>
          <td>{coordinate(p.x_north, 2, lang.value)}</td>
          <td>{coordinate(p.y_east, 2, lang.value)}</td>
          <td>{decimal(p.edge, 2, lang.value)}</td>
        </tr>
      ))}
    </>
  )
}

function Table({ table }: { table: VertexTable }) {
  const words = t().vertices
  const many = table.rings.length > 1
  return (
    <>
      <p class="secondary">
        {words.system(meridian(table.meridian), table.zone_width)} · {words.basis[table.basis] ?? ''}
      </p>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{words.point}</th>
            <th scope="col">{words.x}</th>
            <th scope="col">{words.y}</th>
            <th scope="col">{words.edge}</th>
          </tr>
        </thead>
        {table.rings.map((ring) => (
          <tbody key={`${ring.part}.${ring.ring}`}>
            {many && (
              <tr>
                <th colSpan={4} scope="rowgroup" class="ring">
                  {words.ring(ring.part, ring.ring)}
                </th>
              </tr>
            )}
            <Rows points={ring.points} />
          </tbody>
        ))}
      </table>
      <button type="button" class="button" onClick={() => copyText(vertexText(table, lang.value), words.copiedWhat)}>
        <CopyIcon />
        {words.copy}
      </button>
    </>
  )
}

/** The vertex table: collapsed until asked for, and while it is open the map numbers the vertices. */
export const Vertices = ({ of }: { of: Parcel }) => <VertexSection table={of.vertices} />

/** The vertex table of any piece of land. */
export function VertexSection({ table }: { table: VertexTable }) {
  const count = table.rings.reduce((sum, ring) => sum + ring.points.length, 0)
  return (
    <Disclosure id="vertices" title={t().vertices.title(count)} open={verticesOpen}>
      {() => <Table table={table} />}
    </Disclosure>
  )
}
