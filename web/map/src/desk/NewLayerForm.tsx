import { type NewLayer, THEMES, type Theme } from './answers'
import { layerMade, nameIsGood } from './deciding'
import { d } from './i18n'

/** A technical name made of a title: "Đất rừng 2024" is dat_rung_2024. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/đ/g, 'd')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 44)

/** Name, titles and theme of the layer that the file becomes. */
export function NewLayerForm() {
  const says = d().newLayer
  const made = layerMade.value
  const set = (part: Partial<NewLayer>): void => {
    layerMade.value = { ...layerMade.peek(), ...part }
  }
  const retitle = (title: string): void => {
    const untouched = made.name === slugOf(made.title)
    set(untouched ? { title, name: slugOf(title) } : { title })
  }
  return (
    <div class="form">
      <label>
        {says.vi}
        <input class="input" value={made.title} maxLength={100} onInput={(e) => retitle(e.currentTarget.value)} />
      </label>
      <label>
        {says.en}
        <input
          class="input"
          value={made.titleEn}
          maxLength={100}
          onInput={(e) => set({ titleEn: e.currentTarget.value })}
        />
      </label>
      <label>
        {says.name}
        <input
          class="input"
          value={made.name}
          maxLength={48}
          spellcheck={false}
          autocapitalize="none"
          aria-describedby="new-layer-name"
          aria-invalid={made.name !== '' && !nameIsGood(made.name)}
          onInput={(e) => set({ name: e.currentTarget.value })}
        />
        <span id="new-layer-name" class="secondary">
          {says.nameHint}
        </span>
      </label>
      <label>
        {says.theme}
        <select class="select" value={made.theme} onChange={(e) => set({ theme: e.currentTarget.value as Theme })}>
          {THEMES.map((theme) => (
            <option key={theme} value={theme}>
              {says.themes[theme]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
