/** The alarms that stand, for those who answer them. */
export function AlarmsSection() {
  return null
}
