import { describe, expect, it } from 'vitest'
import { generate, read } from './gen-api.mjs'

describe('the types of the API', () => {
  it('are those of the description; if not, run npm run gen-api', () => {
    const { description, written } = read()
    expect(written).toBe(generate(description))
  })

  it('come from the schema', () => {
    const schemas = {
      Pair: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2, description: 'Two.' },
      Thing: {
        type: 'object',
        properties: {
          at: { $ref: '#/components/schemas/Pair' },
          kind: { type: 'string', enum: ['a', 'b'] },
          note: { type: ['string', 'null'] },
          list: { type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
          words: { type: 'object', additionalProperties: { type: 'string' } },
        },
        required: ['at', 'kind'],
      },
    }
    expect(
      generate({ components: { schemas } }),
    ).toBe(`// Generated from geoapi/openapi.json by npm run gen-api. Do not edit.

/** Two. */
export type Pair = readonly [number, number]

export type Thing = {
  readonly at: Pair
  readonly kind: "a" | "b"
  readonly note?: string | null
  readonly list?: readonly (number | null)[]
  readonly words?: { readonly [key: string]: string }
}
`)
  })
})
