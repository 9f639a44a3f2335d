import type { ReportStatus } from '../api/schema.gen'
import { time } from '../i18n/format'
import { r } from './i18n'

type Told = Pick<ReportStatus, 'coarse'>

/** When something was: of a coarse report the day in Vietnam alone, of which the server gives the beginning. */
export const momentOf = ({ coarse }: Told, at: string): string => (coarse ? time(at).slice(0, 10) : time(at))

/** By when something is due: of a coarse report at some time of a day, not at its beginning. */
export const deadlineOf = (report: Told, due: string): string =>
  report.coarse ? r().status.inTheDay(momentOf(report, due)) : time(due)
