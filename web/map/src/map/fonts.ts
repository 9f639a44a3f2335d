import latin400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2?url'
import latin600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2?url'
import ext400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-400-normal.woff2?url'
import ext600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-600-normal.woff2?url'
import vietnamese400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2?url'
import vietnamese600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2?url'
import ranges from '@fontsource/be-vietnam-pro/unicode.json'
import type { FontFacesSpecification } from 'maplibre-gl'
import { REGULAR, SEMIBOLD } from './style/state'

type Subset = keyof typeof ranges

const face = (subset: Subset, url: string) => ({
  url: new URL(url, document.baseURI).href,
  'unicode-range': ranges[subset].split(','),
})

/** The map's labels are drawn from the same font files as the page, so no glyph server is needed. */
export const fontFaces: FontFacesSpecification = {
  [REGULAR]: [face('vietnamese', vietnamese400), face('latin-ext', ext400), face('latin', latin400)],
  [SEMIBOLD]: [face('vietnamese', vietnamese600), face('latin-ext', ext600), face('latin', latin600)],
}
