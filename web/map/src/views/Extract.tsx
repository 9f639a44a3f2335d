import type { Parcel } from '../api/types'
import { t } from '../i18n'
import { lang } from '../state/store'
import { DownloadIcon } from '../ui/icons'

/** The files of a parcel: the extract on two sizes of paper, and for other programs. */
const files = [
  ['pdf', 'A4'],
  ['pdf', 'A3'],
  ['geojson', ''],
  ['dxf', ''],
  ['csv', ''],
] as const

/** The address of a parcel's file. */
export function fileAddress(id: number, format: string, size: string, language: string): string {
  const query = new URLSearchParams({ ...(size ? { size } : {}), lang: language })
  return `/api/parcels/${id}/extract.${format}?${query}`
}

/** Takes the parcel away: as an extract to print, or for other programs. */
export function Extract({ of }: { of: Parcel }) {
  const says = t().extract
  return (
    <section class="section extract">
      <h2>{says.title}</h2>
      <div class="actions">
        {files.map(([format, size]) => (
          <a
            key={format + size}
            class="button"
            href={fileAddress(of.id, format, size, lang.value)}
            download
            title={says.hints[format]}
          >
            <DownloadIcon />
            {size ? says.pdf(size) : says.names[format as 'geojson' | 'dxf' | 'csv']}
          </a>
        ))}
      </div>
      <p class="secondary">{says.note}</p>
    </section>
  )
}
