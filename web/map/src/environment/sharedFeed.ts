import { type Feed, openFeed } from './feed'

/** What the tab that has the stream tells the others: an event, or that something may have been missed. */
type Told = { readonly name: string; readonly data: string } | 'missed'

/**
 * A feed of which a browser has one for all its tabs: one of them has the stream and tells the others, and when that tab
 * goes another one takes over. What was told meanwhile is told nobody again, so all are told that they missed something.
 * `who` is whose feed it is: tabs of different people have different ones. Where the browser has no locks (a page that
 * came over plain HTTP from another machine) each tab has a stream of its own.
 */
export function shareFeed(
  url: string,
  who: string,
  names: readonly string[],
  hear: (name: string, data: string) => void,
  missed: () => void,
): Feed {
  if (!navigator.locks || typeof BroadcastChannel === 'undefined') return openFeed(url, names, hear, missed)
  const place = `sotay ${who} ${url}`
  const others = new BroadcastChannel(place)
  const gone = new AbortController()
  others.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data === 'missed') missed()
    else hear(data.name, data.data)
  }
  const missedByAll = (): void => {
    missed()
    others.postMessage('missed' satisfies Told)
  }
  /** Has the stream until the tab lets it go. */
  const lead = (after: boolean): Promise<void> =>
    new Promise((let_go) => {
      if (gone.signal.aborted) return let_go()
      const feed = openFeed(
        url,
        names,
        (name, data) => {
          hear(name, data)
          others.postMessage({ name, data } satisfies Told)
        },
        missedByAll,
      )
      if (after) missedByAll()
      gone.signal.addEventListener('abort', () => {
        feed.close()
        let_go()
      })
    })
  const wait = (): Promise<void> => navigator.locks.request(place, { signal: gone.signal }, () => lead(true))
  navigator.locks
    .request(place, { ifAvailable: true }, (lock) => (lock ? lead(false).then(() => true) : false))
    .then((had) => (had ? undefined : wait()))
    .catch(() => {}) // let go before its turn
  return {
    close: () => {
      gone.abort()
      others.close()
    },
  }
}

/** The events that any of the screens hears; their streams are one only because all ask for the same. */
const liveNames = ['change', 'station', 'alarm', 'report', 'wall', 'resync'] as const

/** The live feed of the stations, the alarms and the reports of a person: one of a browser, whichever screens its tabs show. */
export const shareLive = (who: string, hear: (name: string, data: string) => void, missed: () => void): Feed =>
  shareFeed('/events?layers=stations', who, liveNames, hear, missed)
