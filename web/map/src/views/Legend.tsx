import type { Code, Layer } from '../api/types'
import { t, words } from '../i18n'
import { colorField, schemeOf } from '../map/layerColor'
import { colorOf, hasColor, type Scheme } from '../map/palette'
import { areLandTypes } from '../state/guide'
import { kindOf } from '../state/layers'
import type { PaletteName } from '../state/route'
import { forestInView, inView, palette } from '../state/store'
import { LandType } from '../ui/LandType'
import { Swatch } from '../ui/Swatch'
import { CameraLegend } from './Cameras'

const palettes: readonly PaletteName[] = ['official', 'clear']

/** The two palettes for the codes of land and of forest. */
function PaletteChoice({ scheme }: { scheme: Scheme }) {
  const names = scheme === 'forest' ? t().legend.forestPalettes : t().legend.palettes
  return (
    <fieldset class="choice">
      <legend class="offscreen">{t().legend.palette}</legend>
      {palettes.map((name) => (
        <label key={name} class={palette.value === name ? 'on' : undefined}>
          <input
            type="radio"
            name={`palette-${scheme}`}
            checked={palette.value === name}
            onChange={() => {
              palette.value = name
            }}
          />
          {names[name]}
        </label>
      ))}
    </fieldset>
  )
}

function Codes({ codes, explained, scheme }: { codes: readonly Code[]; explained: boolean; scheme: Scheme }) {
  return (
    <ul class="codes">
      {codes.map((code) => (
        <li key={code.code}>
          <Swatch color={colorOf(code, palette.value, scheme)} code={code.code} />
          <span>
            {explained ? <LandType code={code.code}>{words(code.name)}</LandType> : words(code.name)}
            {!hasColor(code, palette.value, scheme) && <span class="secondary"> ({t().legend.noColor})</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** A longer list than this is folded. */
const SHORT = 12

/** The colours of a layer whose values are codes: those on the screen first, then all of them. */
export function Legend({ layer }: { layer: Layer }) {
  if (kindOf(layer) === 'camera') return <CameraLegend />
  const codes = colorField(layer)?.codes
  if (!codes?.length) return null
  const scheme = schemeOf(layer)
  const forest = scheme === 'forest'
  const own = kindOf(layer) === 'parcels' || forest
  const explained = areLandTypes(codes)
  if (!own && explained) {
    return <p class="secondary small">{t().legend.asLand}</p>
  }
  const seen = forest ? forestInView.value : inView.value.landTypes
  const here = codes.filter((code) => seen.includes(code.code))
  const list = (some: readonly Code[]) => <Codes codes={some} explained={explained} scheme={scheme} />
  return (
    <div class="legend">
      {own && <PaletteChoice scheme={scheme} />}
      {own && (
        <>
          <h3>{t().legend.inView}</h3>
          {here.length ? (
            list(here)
          ) : (
            <p class="secondary small">{forest ? t().legend.noForest : t().legend.noneInView}</p>
          )}
          {forest && <p class="secondary small">{t().legend.forestColors}</p>}
        </>
      )}
      {codes.length <= SHORT ? (
        list(codes)
      ) : (
        <details>
          <summary>{t().legend.all(codes.length)}</summary>
          {list(codes)}
        </details>
      )}
    </div>
  )
}
