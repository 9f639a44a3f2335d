/** The colours of the map's ground and lines, by day and by night. */
export interface Theme {
  readonly sea: string
  /** The ground of which no layer tells, where the sea is one of the layers. */
  readonly beyond: string
  readonly land: string
  readonly water: string
  readonly waterEdge: string
  readonly forest: string
  readonly road: string
  readonly roadEdge: string
  readonly commune: string
  readonly sheet: string
  readonly sheetInk: string
  /** Opacity of the land colours. */
  readonly landStrength: number
  readonly parcelLine: string
  readonly ink: string
  readonly quietInk: string
  readonly waterInk: string
  readonly halo: string
  readonly accent: string
  readonly casing: string
  readonly veil: string
  readonly location: string
}

export const day: Theme = {
  sea: '#d3e3e8',
  beyond: '#e9e5dc',
  land: '#f6f3ec',
  water: '#c6dde4',
  waterEdge: '#9cc0cb',
  forest: '#cfe0bd',
  road: '#ffffff',
  roadEdge: '#d3cabb',
  commune: '#8a7b66',
  sheet: '#a08c6c',
  sheetInk: '#7a5f35',
  landStrength: 0.55,
  parcelLine: '#6b5e4b',
  ink: '#1f2328',
  quietInk: '#5a5f63',
  waterInk: '#3f6b79',
  halo: '#fbfaf7',
  accent: '#0b6e6e',
  casing: '#ffffff',
  veil: '#faf9f7',
  location: '#1f5fbf',
}

export const night: Theme = {
  sea: '#0e2b39',
  beyond: '#1a1d1e',
  land: '#23292c',
  water: '#15303a',
  waterEdge: '#28505d',
  forest: '#24372a',
  road: '#3b4245',
  roadEdge: '#15191b',
  commune: '#a3947c',
  sheet: '#9c8a6c',
  sheetInk: '#d8c39b',
  landStrength: 0.4,
  parcelLine: '#a39479',
  ink: '#eef0f0',
  quietInk: '#b6bcbd',
  waterInk: '#b3d8e2',
  halo: '#15191b',
  accent: '#4fc3c3',
  casing: '#0f1416',
  veil: '#14191b',
  location: '#7fb2ff',
}

/** The quiet colour of an imported layer that brings none. */
export const themeColors: Readonly<Record<string, string>> = {
  land: '#9a6b2f',
  air: '#6d7fae',
  water: '#2f86a8',
  forest: '#4f8f4a',
  incident: '#b3543f',
  admin: '#7a6a8f',
  facility: '#8a6f5a',
}
