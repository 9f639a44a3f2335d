/** A browser and the system that it runs on, by the names that people know; '' where they do not tell. */
export interface Device {
  readonly browser: string
  readonly system: string
}

/** The first that fits tells: most browsers call themselves Chrome and Safari too, and phones name Linux or Mac. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bZalo\b/i, 'Zalo'],
  [/\bcoc_coc_browser\//i, 'Cốc Cốc'],
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/\S+ (?:Mobile\/\S+ )?Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows NT\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

const first = (names: typeof browsers, text: string): string => names.find(([sign]) => sign.test(text))?.[1] ?? ''

/** The device behind what a browser calls itself (its User-Agent). */
export const deviceOf = (agent: string): Device => ({ browser: first(browsers, agent), system: first(systems, agent) })
