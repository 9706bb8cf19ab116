import { expect, it } from 'vitest'
import { dependencies } from '../../../package.json'
import { pagePackages } from './licences'

it('names every package that is built into the page, with its version and licence', () => {
  const named = Object.fromEntries(pagePackages.map(({ name, version }) => [name, version]))
  expect(named).toEqual(dependencies)
  for (const { name, licence } of pagePackages) expect(licence, name).toMatch(/^[A-Z][A-Za-z0-9.-]+$/)
})
