import { batch } from '@preact/signals'
import { t } from '../i18n'
import { say } from '../state/notice'
import { plotAsked } from '../state/plot'
import { query, tellBox } from '../state/searching'
import { narrow, selection, stop, titleWanted, verticesOpen, view } from '../state/store'

/** The largest file that the server reads, in bytes. */
const MOST = 8 * 1024 * 1024

/** Shows the form for a list of corners, or draws one; what was chosen is let go. */
export function openPlot(text = '', srid = 0): void {
  batch(() => {
    plotAsked.value = { text, srid }
    selection.value = null
    verticesOpen.value = false
    query.value = ''
    tellBox({ type: 'left' })
    titleWanted.value = true
    if (narrow.value) stop.value = text ? 'half' : 'full'
  })
}

export function closePlot(): void {
  batch(() => {
    plotAsked.value = null
    verticesOpen.value = false
  })
}

/** Draws what a file describes; only lists and drawings that are text. */
export async function openPlotFile(file: File): Promise<void> {
  if (!/\.(csv|txt|dxf)$/i.test(file.name)) return say(t().plot.otherFile(file.name))
  if (file.size > MOST) return say(t().plot.largeFile(file.name))
  openPlot(await file.text())
}

/** Takes files that are dropped on the page, but at the desk, which imports them. Returns how to stop. */
export function takeDroppedFiles(): () => void {
  const holdsFiles = (event: DragEvent): boolean =>
    view.peek() !== 'desk' && (event.dataTransfer?.types.includes('Files') ?? false)
  const over = (event: DragEvent): void => {
    if (holdsFiles(event)) event.preventDefault()
  }
  const drop = (event: DragEvent): void => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    const file = event.dataTransfer?.files[0]
    if (file) void openPlotFile(file)
  }
  window.addEventListener('dragover', over)
  window.addEventListener('drop', drop)
  return () => {
    window.removeEventListener('dragover', over)
    window.removeEventListener('drop', drop)
  }
}
