/** The pause before the stream is opened anew, milliseconds: each wall at a moment of its own, so that not all come at once. */
const FIRST = 1000
const LONGEST = 20_000

/** Without a heartbeat for so long the line is dead, whatever the browser thinks. */
const SILENCE = 40_000

/** Names of events in a piece of a stream, and what is left of its last line. */
export function eventsIn(text: string): { readonly names: readonly string[]; readonly rest: string } {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  const names = lines.flatMap((line) => (line.startsWith('event: ') ? [line.slice(7)] : []))
  return { names, rest }
}

async function read(url: string, headers: Record<string, string>, hear: (name: string) => void, end: AbortController) {
  let alive = setTimeout(() => end.abort(), SILENCE)
  try {
    const answer = await fetch(url, { headers, signal: end.signal, cache: 'no-store' })
    if (!answer.ok || !answer.body) throw new Error(`${answer.status}`)
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    hear('open')
    for (let text = ''; ; ) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(alive)
      alive = setTimeout(() => end.abort(), SILENCE)
      const { names, rest } = eventsIn(text + value)
      text = rest
      for (const name of names) hear(name)
    }
  } finally {
    clearTimeout(alive)
  }
}

/** Follows the live feed for good, as a screen that has a key (an EventSource sends none). Returns what opens it anew now. */
export function openStream(url: string, headers: Record<string, string>, hear: (name: string) => void): () => void {
  let end = new AbortController()
  let wake: (() => void) | undefined
  const run = async (): Promise<never> => {
    for (let pause = FIRST; ; pause = Math.min(LONGEST, pause * 2)) {
      end = new AbortController()
      await read(
        url,
        headers,
        (name) => {
          pause = FIRST
          hear(name)
        },
        end,
      ).catch(() => {})
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, pause * (0.5 + Math.random()))
      })
    }
  }
  run()
  return () => {
    end.abort()
    wake?.()
  }
}
