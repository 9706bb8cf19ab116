// @vitest-environment jsdom
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isComposed, keyName, leaveComposingAlone } from './keys'

function name(key: string, code: string, shiftKey = false): string {
  return keyName({ key, code, shiftKey })
}

describe('the name of a key', () => {
  it.each([
    ['Russian', 'ь', 'KeyM', 'm'],
    ['Russian, Caps Lock', 'Ь', 'KeyM', 'm'],
    ['Greek', 'μ', 'KeyM', 'm'],
    ['Hebrew', 'צ', 'KeyM', 'm'],
    ['Arabic', 'ة', 'KeyM', 'm'],
    ['Arabic, two letters on a key', 'لا', 'KeyB', 'b'],
    ['Thai, a mark', '\u0e49', 'KeyH', 'h'],
    ['Korean', 'ㅡ', 'KeyM', 'm'],
    ['Georgian', 'მ', 'KeyM', 'm'],
    ['Thai, a letter beside the digits', 'ข', 'Minus', '-'],
    ['Persian digit', '۰', 'Digit0', '0'],
    ['Arabic digit', '٠', 'Numpad0', '0'],
    ['Arabic question mark', '؟', 'Slash', '?'],
    ['full width', '？', 'Slash', '?'],
  ])('goes by its place: %s', (_, key, code, wanted) => {
    expect(name(key, code)).toBe(wanted)
  })

  it.each([
    ['AZERTY', 'm', 'Semicolon', 'm'],
    ['AZERTY', ',', 'KeyM', ','],
    ['AZERTY', 'à', 'Digit0', 'à'],
    ['Dvorak', 'm', 'KeyM', 'm'],
    ['German, the micro sign', '\u00b5', 'KeyM', '\u00b5'],
    ['Dvorak', 'c', 'KeyI', 'c'],
    ['Turkish', 'ı', 'KeyI', 'ı'],
    ['German', 'ß', 'Minus', 'ß'],
    ['Russian', '?', 'Digit7', '?'],
    ['Russian', '.', 'Slash', '.'],
    ['any', 'M', 'KeyM', 'm'],
    ['any', '0', 'Digit0', '0'],
    ['any', ' ', 'Space', ' '],
    ['any', 'PageDown', 'PageDown', 'pagedown'],
    ['any', 'Dead', 'BracketLeft', 'dead'],
    ['without a place', 'ь', '', 'ь'],
  ])('goes by its character: %s %s', (_, key, code, wanted) => {
    expect(name(key, code)).toBe(wanted)
  })

  it('knows what Shift makes of a key without a Latin letter', () => {
    expect(name('ฦ', 'Slash', true)).toBe('?')
    expect(name('ช', 'Equal')).toBe('=')
  })
})

describe('keys of an input method', () => {
  it('are known while it composes, and in WebKit after it has', () => {
    expect(isComposed({ isComposing: true, keyCode: 13 })).toBe(true)
    expect(isComposed({ isComposing: false, keyCode: 229 })).toBe(true)
    expect(isComposed({ isComposing: false, keyCode: 13 })).toBe(false)
  })

  it('reach no handler, not even one that listens first', () => {
    leaveComposingAlone(window)
    const heard: string[] = []
    const hear = (event: KeyboardEvent): void => void heard.push(event.key)
    document.addEventListener('keydown', hear, true)
    window.addEventListener('keydown', hear)
    for (const init of [{ isComposing: true }, { keyCode: 229 }])
      for (const key of ['Enter', 'Escape', 'ArrowUp', 'm'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }))
    expect(heard).toEqual([])
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    expect(heard).toEqual(['Enter', 'Enter'])
  })
})

describe('the sources', () => {
  const root = join(import.meta.dirname, '../..')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|svelte)$/.test(path) && !/\.test\.ts$|generated/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

  it('leave composing alone on every page that is mounted, before it is', () => {
    const pages = sources.filter(({ text }) => /\bmount\(Window\b/.test(text))
    expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(['main.ts', 'guest.ts', 'gallery/main.ts']))
    for (const { path, text } of pages) {
      const at = text.indexOf('leaveComposingAlone(window)')
      expect(at, `${path} must call leaveComposingAlone(window) before mount()`).toBeGreaterThan(-1)
      expect(at, path).toBeLessThan(text.search(/\bmount\(Window\b/))
    }
  })

  it('have no handler of keys that hears what is not kept from it', () => {
    const bypassing = sources.filter(({ text }) => /onkeypress|['"]keypress['"]/.test(text))
    expect(bypassing.map(({ path }) => path)).toEqual([])
  })

  it('look at no letter but by its name', () => {
    // `event.key` of a letter is another one on every keyboard: `keyName` knows.
    const wrong = sources.filter(
      ({ path, text }) => path !== 'state/keys/keys.ts' && /\.key\.toLowerCase|\.key === '[a-z]'/i.test(text),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})
