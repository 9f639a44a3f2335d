import { type Signal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { DeskReportPhoto } from '../../api/schema.gen'
import { type Box, originalPhoto } from './api'
import { boxBetween, carried, middleBox, nudged, type Point } from './boxes'
import { q } from './i18n'

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** What a hand does on the photo: it draws a new box, or carries one that is there. */
interface Drag {
  readonly from: Point
  readonly to: Point
  readonly carries: { readonly place: number; readonly box: Box } | null
}

/** A photo as it came, with boxes over it that a mouse, a finger or keys make, move and take away. */
export function Stage({ photo, boxes }: { photo: DeskReportPhoto; boxes: Signal<readonly Box[]> }) {
  const drag = useSignal<Drag | null>(null)
  const stage = useRef<HTMLDivElement>(null)
  const add = useRef<HTMLButtonElement>(null)
  const says = q().redact
  const at = (event: PointerEvent): Point => {
    const { left, top } = stage.current?.getBoundingClientRect() ?? { left: 0, top: 0 }
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const size = () => ({ width: stage.current?.clientWidth || 1, height: stage.current?.clientHeight || 1 })
  const set = (place: number, box: Box | null): void => {
    boxes.value = boxes.peek().flatMap((old, n) => (n !== place ? [old] : box ? [box] : []))
  }
  /** Puts the cursor on a box once it is drawn, or where there is none on the button that adds one. */
  const focus = (place: number): void => {
    requestAnimationFrame(() => {
      const all = stage.current?.querySelectorAll<HTMLElement>('button.cover')
      const box = all?.[Math.min(place, all.length - 1)]
      ;(box ?? add.current)?.focus({ preventScroll: true })
    })
  }
  const key = (event: KeyboardEvent, place: number, box: Box): void => {
    const way = arrows[event.key]
    if (way) {
      const step = Math.max(1, Math.round(photo.width / 50))
      set(place, nudged(box, way[0] * step, way[1] * step, event.shiftKey, photo))
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      set(place, null)
      focus(place)
    } else return
    event.preventDefault()
  }
  const begin = (event: PointerEvent, place: number | null): void => {
    if (event.button !== 0 || drag.peek()) return
    event.stopPropagation()
    stage.current?.setPointerCapture(event.pointerId)
    const box = place === null ? undefined : boxes.peek()[place]
    drag.value = { from: at(event), to: at(event), carries: place === null || !box ? null : { place, box } }
    if (place !== null) focus(place)
  }
  const move = (event: PointerEvent): void => {
    const now = drag.peek()
    if (!now) return
    const to = at(event)
    drag.value = { ...now, to }
    if (now.carries) set(now.carries.place, carried(now.carries.box, now.from, to, size(), photo))
  }
  const end = (): void => {
    const now = drag.peek()
    const box = now && !now.carries && boxBetween(now.from, now.to, size(), photo)
    if (box) boxes.value = [...boxes.peek(), box]
    drag.value = null
  }
  const now = drag.value
  const drawn = now && !now.carries && boxBetween(now.from, now.to, size(), photo)
  const style = ([x, y, w, h]: Box): string =>
    `left:${(100 * x) / photo.width}%;top:${(100 * y) / photo.height}%;width:${(100 * w) / photo.width}%;height:${(100 * h) / photo.height}%`
  return (
    <>
      <div
        ref={stage}
        class="stage"
        onPointerDown={(event) => begin(event, null)}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={() => {
          drag.value = null
        }}
      >
        <img src={originalPhoto(photo.id)} alt="" draggable={false} width={photo.width} height={photo.height} />
        {boxes.value.map((box, n) => (
          <button
            key={n}
            type="button"
            class="cover"
            style={style(box)}
            aria-label={says.box(String(n + 1))}
            aria-describedby="box-hint"
            onPointerDown={(event) => begin(event, n)}
            onKeyDown={(event) => key(event, n, box)}
          />
        ))}
        {drawn && <span class="cover" style={style(drawn)} />}
      </div>
      <p id="box-hint" class="secondary">
        {says.boxHint}
      </p>
      <div class="actions">
        <button
          ref={add}
          type="button"
          class="button small"
          onClick={() => {
            boxes.value = [...boxes.peek(), middleBox(photo)]
            focus(boxes.peek().length - 1)
          }}
        >
          {says.add}
        </button>
        <button
          type="button"
          class="button small"
          disabled={boxes.value.length === 0}
          onClick={() => {
            boxes.value = boxes.peek().slice(0, -1)
          }}
        >
          {says.undo}
        </button>
      </div>
    </>
  )
}
