/**
 * A second palette for states of forest, told apart by people who see red and green alike: one hue for each group, darker
 * where the forest is richer. Natural forest is green, of wetland blue; planted forest is purple.
 */
const richness: readonly (readonly [end: RegExp, step: number])[] = [
  [/G1?$/, 0],
  [/B1?$/, 1],
  [/N$/, 2],
  [/K$/, 3],
  [/P$/, 4],
]
const green = ['#00441b', '#1b7837', '#5aae61', '#8cc98d', '#bfe3ba']
const blue = ['#053061', '#2166ac', '#4393c3', '#7db8da', '#b1d5e7']

const groups: readonly (readonly [begin: RegExp, colors: readonly string[]])[] = [
  [/^RN[MPN]/, blue],
  [/^(?:TX|RL|LK|RK)/, green],
  [/^(?:TLU|NUA|VAU|LOO|TNK|TND)$/, ['#b3a942']],
  [/^HG/, ['#8c8a2a']],
  [/^CDD?$|^CDN$/, ['#d0e39a']],
  [/^RT/, ['#762a83']],
  [/^DTR/, ['#9d6bb3']],
  [/^DT2/, ['#c7a0d8']],
  [/^DT1/, ['#f3e3bf']],
  [/^BC/, ['#d8b365']],
  [/^NN/, ['#fdf6a0']],
  [/^MN$/, ['#d2f7f2']],
  [/^DKH$/, ['#b9b9b9']],
]

/** The colour of a state's group in the second palette; undefined for a code of no group. */
export function clearForest(code: string): string | undefined {
  const colors = groups.find(([begin]) => begin.test(code))?.[1]
  if (!colors) return undefined
  // RNM1, RNP1 and RNN1 are primary forest of wetland, RNN is wetland of fresh water as a whole.
  const step = /^RN[MPN]1$/.test(code) ? 0 : code === 'RNN' ? 2 : (richness.find(([end]) => end.test(code))?.[1] ?? 0)
  return colors[Math.min(step, colors.length - 1)]
}
