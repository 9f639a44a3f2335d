/** A feed of events by name; what ends it. */
export interface Feed {
  readonly close: () => void
}

/** The pause before a feed that ended for good is opened anew, milliseconds: 5 s at first, doubled each time up to 60 s. */
const FIRST = 5000
const LONGEST = 60_000

/**
 * Follows a feed of server-sent events for good. While the way there is broken the browser itself connects again, with
 * where it was; an answer that is no feed (429, 502, 503) ends it for good, and then it is opened anew here, each reader
 * at a moment of its own, and `missed` is called: what was told meanwhile is not told again.
 */
export function openFeed(
  url: string,
  names: readonly string[],
  hear: (name: string, data: string) => void,
  missed: () => void,
): Feed {
  let pause = FIRST
  let waiting: ReturnType<typeof setTimeout> | undefined
  let feed: EventSource
  const open = (again: boolean): void => {
    feed = new EventSource(url)
    for (const name of names) feed.addEventListener(name, (event) => hear(name, (event as MessageEvent<string>).data))
    feed.addEventListener('open', () => {
      pause = FIRST
      if (again) missed()
    })
    feed.addEventListener('error', () => {
      if (feed.readyState !== EventSource.CLOSED) return
      clearTimeout(waiting)
      // Between half of the pause and all of it, but never less than the first.
      waiting = setTimeout(() => open(true), Math.max(FIRST, pause * (0.5 + Math.random() / 2)))
      pause = Math.min(LONGEST, pause * 2)
    })
  }
  open(false)
  return {
    close: () => {
      clearTimeout(waiting)
      feed.close()
    },
  }
}
