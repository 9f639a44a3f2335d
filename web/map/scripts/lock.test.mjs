import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))

/** Where Node would find a dependency of a package: beside it, or in a folder above. */
const found = (name, from) => {
  const folders = from
    .split('/node_modules/')
    .map((_, i, parts) => parts.slice(0, parts.length - i).join('/node_modules/'))
  return [...folders, ''].some((folder) => `${folder ? `${folder}/` : ''}node_modules/${name}` in packages)
}

it('the lock file names the packages of every platform, whichever machine wrote it', () => {
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !found(name, from)),
  )
  expect(missing).toEqual([])
})
