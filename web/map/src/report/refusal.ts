import { Failure } from '../api/client'

/** What a form does not take, with the sentence that says why. */
export const refusal = (text: string): Failure => new Failure('refused', 0, text)
