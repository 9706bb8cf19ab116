import { describe, expect, it } from 'vitest'
import { actionOf, keyOf, type Pressed, SHORTCUTS } from './shortcuts'

function press(key: string, change: Partial<Pressed> = {}): Pressed {
  return { key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...change }
}

describe('shortcuts', () => {
  it('have a key each, and no key twice', () => {
    const keys = SHORTCUTS.flatMap(({ key, also = [] }) => [key, ...also])
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => key === key.toLowerCase())).toBe(true)
  })

  it('are what their key does, with Shift or Caps Lock too', () => {
    for (const { action, key } of SHORTCUTS) expect(actionOf(press(key), false)).toBe(action)
    expect(actionOf(press('M'), false)).toBe('microphone')
    expect(actionOf(press('PageDown'), false)).toBe('next-page')
  })

  it('are text where one types, but for Escape', () => {
    expect(actionOf(press('m'), true)).toBeNull()
    expect(actionOf(press('?'), true)).toBeNull()
    expect(actionOf(press('Escape'), true)).toBe('close')
  })

  it('leave the system its own keys, and a held key alone', () => {
    for (const change of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }]) {
      expect(actionOf(press('c', change), false)).toBeNull()
    }
  })

  it('go on while a key is held that enlarges or moves', () => {
    expect(actionOf(press('+', { repeat: true }), false)).toBe('zoom-in')
    expect(actionOf(press('ArrowUp', { repeat: true }), false)).toBe('pan')
    expect(actionOf(press('=', {}), false)).toBe('zoom-in')
  })

  it('are shown as they are on the keyboard', () => {
    expect(keyOf('microphone')).toBe('M')
    expect(keyOf('next-page')).toBe('PgDn')
  })
})
