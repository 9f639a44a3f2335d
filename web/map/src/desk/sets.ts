const split = (name: string): [stem: string, kind: string] => {
  const at = name.lastIndexOf('.')
  return at < 1 ? [name.toLowerCase(), ''] : [name.slice(0, at).toLowerCase(), name.slice(at + 1).toLowerCase()]
}

/** Whether files belong together: one alone, or the parts of one Shapefile. */
export function oneSet(names: readonly string[]): boolean {
  if (names.length < 2) return true
  const parts = names.map(split)
  // Of a Shapefile's side files some have two endings: thua.shp.xml.
  const stems = new Set(parts.map(([stem]) => stem.replace(/\.shp$/, '')))
  return stems.size === 1 && parts.filter(([, kind]) => kind === 'shp').length === 1
}

/** The table that a Shapefile lacks, by name; '' where nothing is missing. */
export function missingTable(names: readonly string[]): string {
  const shape = names.find((name) => split(name)[1] === 'shp')
  if (!shape || names.some((name) => split(name)[1] === 'dbf')) return ''
  return `${shape.slice(0, -4)}.dbf`
}

/** The file by which a set goes: of a Shapefile the .shp, else the first. */
export const mainOf = (names: readonly string[]): string =>
  names.find((name) => split(name)[1] === 'shp') ?? names[0] ?? ''
