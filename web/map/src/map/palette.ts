import type { Code } from '../api/types'
import type { PaletteName } from '../state/route'
import { clearForest } from './forestPalette'

/** Lists of codes that have a second palette of their own; all others are land types or have none. */
export type Scheme = 'land' | 'forest'

/**
 * A second palette, for screens: the printed one gives a dozen codes the same pink. Hues follow the land's family
 * (fields yellow to brown, forest green, water blue, dwellings rose, public works violet, business orange and grey).
 */
export const clear: Readonly<Record<string, string>> = {
  NNP: '#d8d27a',
  SXN: '#d9cf62',
  CHN: '#e0d04a',
  LUA: '#ead94f',
  LUC: '#f2e03c',
  LUK: '#d4c22c',
  LUN: '#b7a52a',
  HNK: '#f3b35c',
  BHK: '#e9a04a',
  NHK: '#d98f35',
  CLN: '#b9773c',
  NKH: '#a9a63e',
  CNT: '#c98d72',
  LMU: '#b8c4d9',
  LNP: '#86c05e',
  RSX: '#93cc6a',
  RSN: '#74b552',
  RST: '#b3dd8e',
  RPH: '#4c9c46',
  RDD: '#1d6b38',
  NTS: '#35a7b5',
  PNN: '#d9a5b5',
  OTC: '#ee8fae',
  ONT: '#f7b1c6',
  ODT: '#e4588a',
  CDG: '#b58fc9',
  TSC: '#8a55ad',
  DTS: '#9d6fbd',
  CQP: '#7d1d2c',
  CAN: '#b52f36',
  DSN: '#9a80cf',
  DVH: '#a866c4',
  DXH: '#c39ae0',
  DYT: '#d24fb2',
  DGD: '#6a63cf',
  DTT: '#5790dd',
  DKH: '#4a55a8',
  DMT: '#78a8a0',
  DKT: '#8fa7d8',
  DNG: '#6b3f86',
  DSK: '#b7a3d9',
  CSK: '#e2744a',
  SKK: '#6c8096',
  SKN: '#8a9cae',
  SKT: '#566679',
  SCT: '#4f8796',
  TMD: '#f06a35',
  SKC: '#a28769',
  SKS: '#7a6652',
  SKX: '#93765c',
  CCC: '#a9a9b3',
  DGT: '#8b8b8b',
  DTL: '#2d78c4',
  DCT: '#5aa0e0',
  DPC: '#a04f3a',
  DDD: '#c79a2b',
  DDT: '#d3a73b',
  DDL: '#b98c1f',
  DSH: '#dba0e6',
  DKV: '#57c29a',
  DNL: '#ff9d00',
  DBV: '#c9c94f',
  DCH: '#ff8a66',
  DRA: '#6e5a66',
  DCK: '#c2b8c9',
  TON: '#98480f',
  TIN: '#dba264',
  NTD: '#5b5b5b',
  TVC: '#6fb9e6',
  SON: '#49b1de',
  MNC: '#86d3ea',
  PNK: '#c7b3ad',
  CSD: '#ded9cb',
  CGT: '#c9cfa6',
  BCS: '#e9e4d3',
  DCS: '#cfc7ae',
  NCS: '#a6a08d',
  MCS: '#b9dbe6',
  MVB: '#9fd9dd',
}

/** The colour of ground whose code prints none. */
export const NO_COLOR = '#c9c3b8'

/** The colour of a code in a palette; codes that the second palette does not know keep their own. */
export function colorOf(code: Code, palette: PaletteName, scheme: Scheme = 'land'): string {
  const own = code.color && /^#[0-9a-f]{6}$/i.test(code.color) ? code.color : NO_COLOR
  if (palette !== 'clear') return own
  return (scheme === 'forest' ? clearForest(code.code) : clear[code.code]) ?? own
}

/** Whether a palette has a colour of its own for a code. */
export const hasColor = (code: Code, palette: PaletteName, scheme: Scheme = 'land'): boolean =>
  colorOf(code, palette, scheme) !== NO_COLOR

/** Whether a list of codes has colours at all: land types have, kinds of roads do not, and are told by their names. */
export const isColored = (codes: readonly Code[]): boolean => codes.some((code) => hasColor(code, 'clear'))
