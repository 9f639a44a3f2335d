import './monitoring.css'
import { Quarantine } from './Quarantine'
import { Rules } from './Rules'
import { Stations } from './Stations'

export type MonitoringPart = 'stations' | 'quarantine' | 'alarms'

/** The desk's monitoring pages. */
export function Monitoring({ part }: { part: MonitoringPart }) {
  if (part === 'stations') return <Stations />
  return part === 'quarantine' ? <Quarantine /> : <Rules />
}
