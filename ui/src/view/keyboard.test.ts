import { describe, expect, it } from 'vitest'
import { isCovered, keepAboveKeyboard } from './keyboard'

describe('a keyboard that lies over the page', () => {
  it('is told from bars that come and go and from a page that is enlarged', () => {
    expect(isCovered(844, 844, 1)).toBe(false)
    expect(isCovered(760, 844, 1)).toBe(false)
    expect(isCovered(508, 844, 1)).toBe(true)
    expect(isCovered(422, 844, 2)).toBe(false)
  })

  it('leaves the page what is seen above it, and all of it afterwards', () => {
    const seen = Object.assign(new EventTarget(), { height: 844, offsetTop: 0, scale: 1 })
    const style = new Map<string, string>()
    const dataset: Record<string, string> = {}
    const root = { dataset, style: { setProperty: (name: string, value: string) => style.set(name, value) } }
    keepAboveKeyboard({
      visualViewport: seen,
      innerHeight: 844,
      document: { documentElement: root },
    } as unknown as Window)
    Object.assign(seen, { height: 508, offsetTop: 40 })
    seen.dispatchEvent(new Event('resize'))
    expect(dataset).toHaveProperty('keyboard')
    expect([...style]).toEqual([
      ['--seen-height', '508px'],
      ['--seen-top', '40px'],
    ])
    Object.assign(seen, { height: 844, offsetTop: 0 })
    seen.dispatchEvent(new Event('resize'))
    expect(dataset).not.toHaveProperty('keyboard')
  })
})
