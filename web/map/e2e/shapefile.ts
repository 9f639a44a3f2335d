import { Buffer } from 'node:buffer'
import { readFileSync, writeFileSync } from 'node:fs'

/** Offset and width of a column in the rows of a DBF file. */
function columnOf(table: Buffer, name: string): { at: number; width: number } {
  let at = 1
  for (let from = 32; table[from] !== 0x0d; from += 32) {
    const width = table[from + 16] ?? 0
    if (table.toString('latin1', from, from + 11).replace(/\0.*$/s, '') === name) return { at, width }
    at += width
  }
  throw new Error(`The table has no column ${name}.`)
}

/** What is to become of one row of a Shapefile; rows count from 1. */
export interface Edit {
  readonly row: number
  /** New texts, ASCII, by column. */
  readonly values?: Readonly<Record<string, string>>
  /** Metres to the east and to the north. */
  readonly shift?: readonly [number, number]
  /** Gives the ring a knot: its second and third vertex change places. */
  readonly knot?: boolean
}

/** Moves the points of a polygon record, and its box. */
function move(shapes: Buffer, record: number, [east, north]: readonly [number, number]): void {
  const content = record + 8
  const parts = shapes.readInt32LE(content + 36)
  const points = shapes.readInt32LE(content + 40)
  const first = content + 44 + 4 * parts
  const places = [content + 4, content + 20, ...Array.from({ length: points }, (_, n) => first + 16 * n)]
  for (const place of places) {
    shapes.writeDoubleLE(shapes.readDoubleLE(place) + east, place)
    shapes.writeDoubleLE(shapes.readDoubleLE(place + 8) + north, place + 8)
  }
}

function tie(shapes: Buffer, record: number): void {
  const content = record + 8
  const first = content + 44 + 4 * shapes.readInt32LE(content + 36)
  const [a, b] = [first + 16, first + 32]
  const kept = Buffer.from(shapes.subarray(a, a + 16))
  shapes.copy(shapes, a, b, b + 16)
  kept.copy(shapes, b)
}

/** Writes an edited copy of a Shapefile, without a .prj; returns its files. */
export function edited(from: string, to: string, edits: readonly Edit[]): string[] {
  const table = readFileSync(`${from}.dbf`)
  const shapes = readFileSync(`${from}.shp`)
  const index = readFileSync(`${from}.shx`)
  const begin = table.readUInt16LE(8)
  const width = table.readUInt16LE(10)
  for (const { row, values, shift, knot } of edits) {
    for (const [column, value] of Object.entries(values ?? {})) {
      const { at, width: room } = columnOf(table, column)
      table.write(value.padEnd(room).slice(0, room), begin + (row - 1) * width + at, 'latin1')
    }
    const record = 2 * index.readInt32BE(100 + 8 * (row - 1))
    if (shift) move(shapes, record, shift)
    if (knot) tie(shapes, record)
  }
  writeFileSync(`${to}.dbf`, table)
  writeFileSync(`${to}.shp`, shapes)
  writeFileSync(`${to}.shx`, index)
  return ['shp', 'dbf', 'shx'].map((kind) => `${to}.${kind}`)
}

/** A text of one row of a Shapefile's table. */
export function textOf(from: string, row: number, column: string): string {
  const table = readFileSync(`${from}.dbf`)
  const { at, width } = columnOf(table, column)
  const start = table.readUInt16LE(8) + (row - 1) * table.readUInt16LE(10) + at
  return table.toString('latin1', start, start + width).trim()
}
