// Writes src/api/schema.gen.ts from the server's own description, so that the page cannot drift from the API.
// Run by `npm run gen-api`; a test fails while the two differ.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const description = new URL('../../../geoapi/openapi.json', import.meta.url)
const parts = new URL('../../../geoapi/openapi/', import.meta.url)
const target = new URL('../src/api/schema.gen.ts', import.meta.url)

const comment = (schema, indent) => (schema.description ? `${indent}/** ${schema.description} */\n` : '')

function objectType(schema, indent) {
  const inner = `${indent}  `
  const required = new Set(schema.required ?? [])
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, member]) =>
      `${comment(member, inner)}${inner}readonly ${name}${required.has(name) ? '' : '?'}: ${typeOf(member, inner)}\n`,
  )
  if (members.length > 0) return `{\n${members.join('')}${indent}}`
  const values = schema.additionalProperties
  return `{ readonly [key: string]: ${values && typeof values === 'object' ? typeOf(values, indent) : 'unknown'} }`
}

function arrayType(schema, indent) {
  const item = schema.items ? typeOf(schema.items, indent) : 'unknown'
  if (schema.minItems && schema.minItems === schema.maxItems) {
    return `readonly [${Array(schema.minItems).fill(item).join(', ')}]`
  }
  return `readonly ${/[ |{]/.test(item) ? `(${item})` : item}[]`
}

/** The TypeScript type of a JSON schema, in the subset that the description uses. */
function typeOf(schema, indent = '') {
  if (schema.$ref) return schema.$ref.replace('#/components/schemas/', '')
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((choice) => typeOf(choice, indent)).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ')
  switch (schema.type) {
    case 'object':
      return objectType(schema, indent)
    case 'array':
      return arrayType(schema, indent)
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    default:
      return 'unknown'
  }
}

/** The text of the module for a description, as an object. */
export function generate({ components }) {
  const types = Object.entries(components.schemas).map(
    ([name, schema]) => `${comment(schema, '')}export type ${name} = ${typeOf(schema)}\n`,
  )
  return `// Generated from geoapi/openapi.json by npm run gen-api. Do not edit.\n\n${types.join('\n')}`
}

const parse = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** The description with the parts that have files of their own, as the server puts it together. */
function whole() {
  const all = parse(description)
  for (const name of readdirSync(parts).sort()) {
    Object.assign(all.components.schemas, parse(new URL(name, parts)).schemas)
  }
  return all
}

export const read = () => ({
  description: whole(),
  written: readFileSync(target, 'utf8'),
})

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, generate(whole()))
}
