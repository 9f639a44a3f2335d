import type { Code, Layer } from '../api/types'
import { t, words } from '../i18n'
import { colorField } from '../map/layerColor'
import { colorOf, hasColor } from '../map/palette'
import { areLandTypes } from '../state/guide'
import { kindOf } from '../state/layers'
import type { PaletteName } from '../state/route'
import { inView, palette } from '../state/store'
import { LandType } from '../ui/LandType'
import { Swatch } from '../ui/Swatch'

const palettes: readonly PaletteName[] = ['official', 'clear']

/** The two palettes for land codes. */
function PaletteChoice() {
  return (
    <fieldset class="choice">
      <legend class="offscreen">{t().legend.palette}</legend>
      {palettes.map((name) => (
        <label key={name} class={palette.value === name ? 'on' : undefined}>
          <input
            type="radio"
            name="palette"
            checked={palette.value === name}
            onChange={() => {
              palette.value = name
            }}
          />
          {t().legend.palettes[name]}
        </label>
      ))}
    </fieldset>
  )
}

function Codes({ codes, explained }: { codes: readonly Code[]; explained: boolean }) {
  return (
    <ul class="codes">
      {codes.map((code) => (
        <li key={code.code}>
          <Swatch color={colorOf(code, palette.value)} code={code.code} />
          <span>
            {explained ? <LandType code={code.code}>{words(code.name)}</LandType> : words(code.name)}
            {!hasColor(code, palette.value) && <span class="secondary"> ({t().legend.noColor})</span>}
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
  const codes = colorField(layer)?.codes
  if (!codes?.length) return null
  const own = kindOf(layer) === 'parcels'
  const explained = areLandTypes(codes)
  if (!own && explained) {
    return <p class="secondary small">{t().legend.asLand}</p>
  }
  const here = codes.filter((code) => inView.value.landTypes.includes(code.code))
  return (
    <div class="legend">
      {own && <PaletteChoice />}
      {own && (
        <>
          <h3>{t().legend.inView}</h3>
          {here.length ? (
            <Codes codes={here} explained={explained} />
          ) : (
            <p class="secondary small">{t().legend.noneInView}</p>
          )}
        </>
      )}
      {codes.length <= SHORT ? (
        <Codes codes={codes} explained={explained} />
      ) : (
        <details>
          <summary>{t().legend.all(codes.length)}</summary>
          <Codes codes={codes} explained={explained} />
        </details>
      )}
    </div>
  )
}
