import { describe, expect, it } from 'vitest'
import { actionOf, chordOf, keyOf, keysOf, type Pressed, SHORTCUTS } from './shortcuts'

function press(key: string, { altGraph = false, ...change }: Partial<Pressed> & { altGraph?: boolean } = {}): Pressed {
  const getModifierState = (modifier: string): boolean => altGraph && modifier === 'AltGraph'
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false }
  return { key, code: '', ...none, getModifierState, ...change }
}

describe('shortcuts', () => {
  it('have a key each, and no key twice', () => {
    const keys = SHORTCUTS.flatMap(({ key, also = [] }) => [key, ...also])
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => key === key.toLowerCase())).toBe(true)
  })

  it('are what their key does, with Shift or Caps Lock too', () => {
    for (const { action, key } of SHORTCUTS) expect(actionOf(press(key), 'other')).toBe(action)
    expect(actionOf(press('M'), 'other')).toBe('microphone')
    expect(actionOf(press('PageDown'), 'other')).toBe('next-page')
  })

  it('work on keyboards whose characters are no Latin letters, by place', () => {
    expect(actionOf(press('ь', { code: 'KeyM' }), 'other')).toBe('microphone')
    expect(actionOf(press('ה', { code: 'KeyV' }), 'other')).toBe('camera')
    expect(actionOf(press('ψ', { code: 'KeyC' }), 'other')).toBe('chat')
    expect(actionOf(press('؟', { code: 'Slash', shiftKey: true }), 'other')).toBe('help')
    expect(actionOf(press(',', { code: 'KeyM' }), 'other'), 'AZERTY').toBeNull()
    expect(actionOf(press('m', { code: 'Semicolon' }), 'other'), 'AZERTY').toBe('microphone')
    expect(actionOf(press('ь', { code: 'KeyM' }), 'text')).toBeNull()
  })

  it('are text where one types, but for Escape', () => {
    expect(actionOf(press('m'), 'text')).toBeNull()
    expect(actionOf(press('?'), 'text')).toBeNull()
    expect(actionOf(press('Escape'), 'text')).toBe('close')
  })

  it('work while a control has the focus, but for the keys that it needs itself', () => {
    for (const focus of ['choice', 'range', 'other'] as const) {
      expect(actionOf(press('m'), focus)).toBe('microphone')
      expect(actionOf(press('Escape'), focus)).toBe('close')
    }
    expect(actionOf(press(' '), 'list')).toBe('talk')
    expect(actionOf(press('m'), 'list')).toBeNull()
    expect(actionOf(press(' '), 'choice')).toBe('talk')
    expect(actionOf(press('ArrowUp'), 'choice')).toBeNull()
    expect(actionOf(press(' '), 'range')).toBe('talk')
    for (const key of ['ArrowLeft', 'PageDown']) expect(actionOf(press(key), 'range')).toBeNull()
  })

  it('leave the system its own keys, and a held key alone', () => {
    for (const change of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }]) {
      expect(actionOf(press('c', change), 'other')).toBeNull()
    }
  })

  it('have a form with Ctrl and Alt where the key alone writes something, and no such form twice', () => {
    const chords = SHORTCUTS.flatMap(({ chord }) => chord ?? [])
    expect(new Set(chords).size).toBe(chords.length)
    for (const { action, key, chord } of SHORTCUTS) {
      expect(chord === undefined, `${action} needs a form with Ctrl and Alt`).toBe(key.length > 1)
      if (chord === undefined) continue
      for (const focus of ['other', 'text', 'list', 'choice', 'range'] as const) {
        expect(actionOf(press(chord, { ctrlKey: true, altKey: true }), focus, false)).toBe(action)
      }
    }
  })

  it('leave desktops and screen readers what they use with Ctrl and Alt', () => {
    // Terminal, lock, show desktop, NVDA, pictures of the screen, the window that calls, keyboard layouts, end of session.
    const taken = ['t', 'l', 'd', 'n', 'a', 'x', 'r', 'z', 'q', 'tab', 'delete', 'escape', 'arrowup', 'pageup', 'f1']
    for (const key of taken) expect(actionOf(press(key, { ctrlKey: true, altKey: true }), 'other')).toBeNull()
    expect(actionOf(press('m', { ctrlKey: true, altKey: true, metaKey: true }), 'other')).toBeNull()
  })

  it('are not what is written with AltGr, whether the system tells it as Ctrl and Alt or not', () => {
    const written: [string, string][] = [
      ['ć', 'KeyC'],
      ['ś', 'KeyS'],
      ['ó', 'KeyO'],
      ['€', 'KeyU'],
      ['@', 'KeyV'],
      ['µ', 'KeyM'],
      ['m', 'KeyM'],
      ['\u00a0', 'Space'],
      [' ', 'Space'],
      ['AltGraph', 'AltRight'],
    ]
    for (const [key, code] of written) {
      for (const focus of ['text', 'list', 'other'] as const) {
        for (const flags of [{}, { ctrlKey: true, altKey: true }]) {
          expect(actionOf(press(key, { code, altGraph: true, ...flags }), focus), `${key}, AltGr`).toBeNull()
        }
      }
    }
    // Engines that do not tell AltGr: the character tells it.
    for (const [key, code] of written.slice(0, 6)) {
      expect(actionOf(press(key, { code, ctrlKey: true, altKey: true }), 'text'), `${key}, Ctrl+Alt`).toBeNull()
    }
  })

  it('are signs that need AltGr on a layout', () => {
    for (const flags of [{}, { ctrlKey: true, altKey: true }]) {
      expect(actionOf(press('+', { code: 'KeyP', altGraph: true, ...flags }), 'other')).toBe('zoom-in')
      expect(actionOf(press('+', { code: 'KeyP', altGraph: true, ...flags }), 'text')).toBeNull()
    }
  })

  it('can be switched off where they write something', () => {
    for (const { action, key, chord } of SHORTCUTS) {
      expect(actionOf(press(key), 'other', false)).toBe(chord === undefined ? action : null)
    }
    expect(keysOf('microphone', true)).toBe('M')
    expect(keysOf('microphone', false)).toBe('Ctrl+Alt+M')
    expect(keysOf('next-page', false)).toBe('PgDn')
    expect(chordOf('next-page')).toBe('')
  })

  it('go on while a key is held that enlarges or moves', () => {
    expect(actionOf(press('+', { repeat: true }), 'other')).toBe('zoom-in')
    expect(actionOf(press('ArrowUp', { repeat: true }), 'other')).toBe('pan')
    expect(actionOf(press('=', {}), 'other')).toBe('zoom-in')
  })

  it('are shown as they are on the keyboard', () => {
    expect(keyOf('microphone')).toBe('M')
    expect(keyOf('next-page')).toBe('PgDn')
  })
})
