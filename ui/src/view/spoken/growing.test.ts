import { type AST, parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'

const SOURCES = import.meta.glob<string>('../**/*.svelte', { query: '?raw', import: 'default', eager: true })
/** Roles of live regions that are read as a whole whenever something in them changes (WAI-ARIA 1.2, sections 5.3.3 and 5.4). */
const WHOLE = ['status', 'alert']

interface Region {
  line: number
  attributes: Map<string, string>
  grows: boolean
}

function textIn(attribute: AST.Attribute): string {
  const [first] = Array.isArray(attribute.value) ? attribute.value : []
  return first?.type === 'Text' ? first.data : ''
}

/** Elements that are live regions read as a whole, in their own component. `grows`: they hold a list. */
function regionsIn(source: string): Region[] {
  const found: Region[] = []
  const walk = (node: unknown, around: readonly Region[]): void => {
    if (Array.isArray(node)) for (const one of node as unknown[]) walk(one, around)
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    let inside = around
    const { type } = node as { type?: string }
    if (type === 'EachBlock') for (const region of around) region.grows = true
    if (type === 'RegularElement') {
      const { attributes, start } = node as AST.RegularElement
      const named = new Map(
        attributes
          .filter((one): one is AST.Attribute => one.type === 'Attribute')
          .map((one) => [one.name, textIn(one)]),
      )
      if (WHOLE.includes(named.get('role') ?? '')) {
        const region = { line: source.slice(0, start).split('\n').length, attributes: named, grows: false }
        found.push(region)
        inside = [...around, region]
      }
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'metadata') walk(value, inside)
  }
  walk(parse(source, { modern: true }).fragment, [])
  return found
}

describe('a live region that grows', () => {
  it('is found', () => {
    const found = regionsIn('<p role="status">{one}</p><div role="status">{#each all as one}<p>{one}</p>{/each}</div>')
    expect(found.map(({ grows }) => grows)).toEqual([false, true])
  })

  it('is not read as a whole with each that comes', () => {
    const all = Object.entries(SOURCES).flatMap(([file, source]) => regionsIn(source).map((one) => ({ file, ...one })))
    const growing = all.filter(({ grows }) => grows)
    expect(all.length).toBeGreaterThan(10)
    const repeating = growing.filter(({ attributes }) => attributes.get('aria-atomic') !== 'false')
    expect(repeating.map(({ file, line }) => `${file}:${line} lacks aria-atomic="false"`)).toEqual([])
  })
})
