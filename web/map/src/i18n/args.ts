/** What the server says beside a code, by name. */
export type Args = Readonly<Record<string, unknown>>

/** The sentences of codes that the server gives, by code. */
export type Sentences = Record<string, (a: Args) => string>

/** A value as text; nothing for none. */
export const s = (v: unknown): string => (v === null || v === undefined ? '' : String(v))
