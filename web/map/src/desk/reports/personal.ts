/** A telephone number of Vietnam however it is grouped, a mail address, a vehicle's plate. */
const MARKS = [
  /(?:\+?84|\b0)(?:[\s.-]?\d){8,10}\b/,
  /[\w.+-]+@[\w-]+\.[\w.]+/,
  /\b\d{2}[\s-]?[A-ZĐ]{1,2}\d?[\s.-]?\d{3}[.]?\d{1,2}\b/,
]

/** Whether words seem to hold what tells who somebody is. It is a reminder for whoever publishes them, no proof of the opposite. */
export const tellsWho = (words: string): boolean => MARKS.some((mark) => mark.test(words))
