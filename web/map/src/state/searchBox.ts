/** The keyboard side of the search box: whether its list is open and which line is active. */
export interface BoxState {
  readonly open: boolean
  /** Index of the active line; -1 while the text itself is. */
  readonly active: number
  /** How many lines there are. */
  readonly count: number
}

export type BoxEvent =
  | { readonly type: 'typed' }
  | { readonly type: 'answered'; readonly count: number }
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'hovered'; readonly index: number }
  | { readonly type: 'left' }

export const closedBox: BoxState = { open: false, active: -1, count: 0 }

/** Down from the text to the first line, past the last back to the text; up the other way round. */
function moved(state: BoxState, by: 1 | -1): BoxState {
  if (state.count === 0) return { ...state, open: true }
  const places = state.count + 1
  return { ...state, open: true, active: ((state.active + 1 + by + places) % places) - 1 }
}

/** The box after an event. What Enter and Escape do beyond the list is the view's affair. */
export function nextBox(state: BoxState, event: BoxEvent): BoxState {
  switch (event.type) {
    case 'typed':
      return { ...state, open: true, active: -1 }
    case 'answered':
      return { ...state, count: event.count, active: Math.min(state.active, event.count - 1) }
    case 'hovered':
      return { ...state, active: event.index }
    case 'left':
      return { ...state, open: false, active: -1 }
    case 'key':
      if (event.key === 'ArrowDown') return moved(state, 1)
      if (event.key === 'ArrowUp') return moved(state, -1)
      if (event.key === 'Enter' || event.key === 'Escape') return { ...state, open: false, active: -1 }
      return state
  }
}

/** The line that Enter opens: the active one, else the first. -1 where there is none. */
export const chosenLine = (state: BoxState): number => (state.active >= 0 ? state.active : state.count > 0 ? 0 : -1)
