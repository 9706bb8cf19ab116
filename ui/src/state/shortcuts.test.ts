import { describe, expect, it } from 'vitest'
import { actionOf, keyOf, type Pressed, SHORTCUTS } from './shortcuts'

function press(key: string, change: Partial<Pressed> = {}): Pressed {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, ...change }
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
