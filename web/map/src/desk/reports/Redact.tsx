import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { DeskReportPhoto } from '../../api/schema.gen'
import { photoPath } from '../../report/api'
import { say } from '../../state/notice'
import { Form } from '../../ui/Form'
import { type Box, reportsDesk } from './api'
import { boxBetween, nudged } from './boxes'
import { q } from './i18n'
import { detail } from './state'

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Draws boxes over what the public must not see, by hand or by keyboard, and has them covered for good. */
export function Redact({ photo, close }: { photo: DeskReportPhoto; close: () => void }) {
  const boxes = useSignal<readonly Box[]>([])
  const drag = useSignal<{ from: { x: number; y: number }; to: { x: number; y: number } } | null>(null)
  const stage = useRef<HTMLDivElement>(null)
  const says = q().redact
  const at = (event: PointerEvent) => {
    const { left, top } = stage.current?.getBoundingClientRect() ?? { left: 0, top: 0 }
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const size = () => ({ width: stage.current?.clientWidth || 1, height: stage.current?.clientHeight || 1 })
  const set = (place: number, box: Box | null): void => {
    boxes.value = boxes.peek().flatMap((old, n) => (n !== place ? [old] : box ? [box] : []))
  }
  const add = (): void => {
    const [w, h] = [Math.round(photo.width / 4), Math.round(photo.height / 4)]
    boxes.value = [...boxes.peek(), [Math.round((photo.width - w) / 2), Math.round((photo.height - h) / 2), w, h]]
  }
  const key = (event: KeyboardEvent, place: number, box: Box): void => {
    const way = arrows[event.key]
    if (way) {
      const step = Math.max(1, Math.round(photo.width / 50))
      set(place, nudged(box, way[0] * step, way[1] * step, event.shiftKey, photo))
    } else if (event.key === 'Delete' || event.key === 'Backspace') set(place, null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const drawn = drag.value && boxBetween(drag.value.from, drag.value.to, size(), photo)
  const style = ([x, y, w, h]: Box): string =>
    `left:${(100 * x) / photo.width}%;top:${(100 * y) / photo.height}%;width:${(100 * w) / photo.width}%;height:${(100 * h) / photo.height}%`
  const go = async (): Promise<void> => {
    await reportsDesk.redact(photo.id, boxes.peek())
    say(q().redact.done)
    close()
    detail.again()
  }
  return (
    <div class="move-form redact" data-test="redact">
      <h3>{says.title}</h3>
      <p class="secondary">{says.lead}</p>
      <div
        ref={stage}
        class="stage"
        onPointerDown={(event) => {
          if (event.target instanceof HTMLButtonElement) return
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.value = { from: at(event), to: at(event) }
        }}
        onPointerMove={(event) => {
          if (drag.value) drag.value = { ...drag.value, to: at(event) }
        }}
        onPointerUp={() => {
          if (drawn) boxes.value = [...boxes.peek(), drawn]
          drag.value = null
        }}
        onPointerCancel={() => {
          drag.value = null
        }}
      >
        <img src={photoPath(photo.id, 'full')} alt="" draggable={false} width={photo.width} height={photo.height} />
        {boxes.value.map((box, n) => (
          <button
            key={n}
            type="button"
            class="cover"
            style={style(box)}
            aria-label={says.box(String(n + 1))}
            aria-describedby="box-hint"
            onKeyDown={(event) => key(event, n, box)}
          />
        ))}
        {drawn && <span class="cover" style={style(drawn)} />}
      </div>
      <p id="box-hint" class="secondary">
        {says.boxHint}
      </p>
      <div class="actions">
        <button type="button" class="button small" onClick={add}>
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
      <Form
        button={says.save(String(boxes.value.length))}
        go={go}
        more={
          <button type="button" class="button" onClick={close}>
            {says.cancel}
          </button>
        }
      >
        {null}
      </Form>
    </div>
  )
}
