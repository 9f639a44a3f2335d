/**
 * The members of `now` that are not as they were when the form was opened: these alone are sent, so that what others
 * set meanwhile stays.
 */
export function changes<T extends object>(began: T, now: T): Partial<T> {
  const members = Object.keys(now) as (keyof T)[]
  return Object.fromEntries(
    members.filter((member) => JSON.stringify(now[member]) !== JSON.stringify(began[member])).map((m) => [m, now[m]]),
  ) as Partial<T>
}
