import '../monitoring/monitoring.css'
import './cameras.css'
import { Cameras } from './Cameras'
import { Indicators } from './Indicators'

export type WatchPart = 'cameras' | 'indicators'

/** The desk's pages of cameras and of indicators. */
export function Watch({ part }: { part: WatchPart }) {
  return part === 'cameras' ? <Cameras /> : <Indicators />
}
