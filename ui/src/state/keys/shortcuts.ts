/** Every key that does something in a meeting: the one table for what the keys do and for the help that names them. */

import { keyName } from './keys'

export type Action =
  | 'microphone'
  /** While the key is held. */
  | 'talk'
  | 'camera'
  | 'share'
  | 'draw'
  | 'board'
  | 'chat'
  | 'people'
  | 'statistics'
  | 'hand'
  | 'activities'
  | 'polls'
  | 'notes'
  | 'timer'
  | 'layout'
  | 'full-screen'
  | 'next-page'
  | 'previous-page'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-reset'
  /** Moves the enlarged screen, by the arrow that was pressed. */
  | 'pan'
  | 'help'
  | 'close'

export interface Shortcut {
  action: Action
  /** As `keyName` says it. */
  key: string
  /** The key that does the same with Ctrl and Alt, also while a text is written; absent where `key` writes nothing. */
  chord?: string
  /** Other keys that do the same. */
  also?: readonly string[]
  /** Goes on while the key is held. */
  repeats?: true
  group: 'devices' | 'tools' | 'panels' | 'view' | 'help'
}

/**
 * Letters alone are in the way of who dictates, or whose screen reader takes them for commands (WCAG 2.1.4): they can be
 * switched off, and what they do has a form with Ctrl and Alt. Where that form has another letter, desktops or screen
 * readers use Ctrl+Alt with the first one: T opens a terminal, N starts a screen reader, A takes a picture of the screen.
 */
export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'microphone', key: 'm', chord: 'm', group: 'devices' },
  { action: 'talk', key: ' ', chord: ' ', group: 'devices' },
  { action: 'camera', key: 'v', chord: 'v', group: 'devices' },
  { action: 'share', key: 's', chord: 's', group: 'devices' },
  { action: 'chat', key: 'c', chord: 'c', group: 'panels' },
  { action: 'people', key: 'p', chord: 'p', group: 'panels' },
  { action: 'statistics', key: 'i', chord: 'i', group: 'panels' },
  { action: 'close', key: 'escape', group: 'panels' },
  { action: 'hand', key: 'h', chord: 'h', group: 'tools' },
  { action: 'activities', key: 'a', chord: 'y', group: 'tools' },
  { action: 'polls', key: 'o', chord: 'o', group: 'tools' },
  { action: 'notes', key: 'n', chord: 'w', group: 'tools' },
  { action: 'timer', key: 't', chord: 'u', group: 'tools' },
  { action: 'draw', key: 'd', chord: 'b', group: 'view' },
  { action: 'board', key: 'w', chord: 'e', group: 'tools' },
  { action: 'layout', key: 'g', chord: 'g', group: 'view' },
  { action: 'full-screen', key: 'f', chord: 'f', group: 'view' },
  { action: 'next-page', key: 'pagedown', group: 'view' },
  { action: 'previous-page', key: 'pageup', group: 'view' },
  { action: 'zoom-in', key: '+', chord: '+', also: ['='], repeats: true, group: 'view' },
  { action: 'zoom-out', key: '-', chord: '-', repeats: true, group: 'view' },
  { action: 'zoom-reset', key: '0', chord: '0', group: 'view' },
  { action: 'pan', key: 'arrowleft', also: ['arrowright', 'arrowup', 'arrowdown'], repeats: true, group: 'view' },
  { action: 'help', key: '?', chord: 'k', group: 'help' },
]

/** Names of keys that are not written on them as the character they type. */
const NAMES: Record<string, string> = {
  escape: 'Esc',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  ' ': '␣',
  arrowleft: '← → ↑ ↓',
}

/** The key as it is shown; the space bar has no name that is the same in every language, and is ␣. */
export function keyOf(action: Action): string {
  return shown(find(action)?.key ?? '')
}

/** The form with Ctrl and Alt as it is shown; empty where there is none. */
export function chordOf(action: Action): string {
  const chord = find(action)?.chord
  return chord === undefined ? '' : `Ctrl+Alt+${shown(chord)}`
}

/** What a button says of its key: the one that works, as in `aria-keyshortcuts`. */
export function keysOf(action: Action, singleKeys: boolean): string {
  return singleKeys ? keyOf(action) : chordOf(action) || keyOf(action)
}

function find(action: Action): Shortcut | undefined {
  return SHORTCUTS.find((shortcut) => shortcut.action === action)
}

function keysWith({ key, also = [] }: Shortcut): readonly string[] {
  return [key, ...also]
}

function chordsOf({ chord, ...rest }: Shortcut): readonly string[] {
  if (chord === undefined) return []
  return chord === rest.key ? keysWith(rest) : [chord]
}

function shown(key: string): string {
  return NAMES[key] ?? key.toUpperCase()
}

/** Keys as they are pressed; the parts of a KeyboardEvent that count. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'getModifierState'
>

/** What has the focus, as far as keys are concerned: each kind needs some of them itself. `list`: choices that are searched
 *  by their letters. */
export type Focus = 'text' | 'list' | 'choice' | 'range' | 'other'

const ARROWS = ['arrowleft', 'arrowright', 'arrowup', 'arrowdown']
const OWN_KEYS: Record<Exclude<Focus, 'text' | 'list'>, readonly string[]> = {
  choice: ARROWS,
  range: [...ARROWS, 'pageup', 'pagedown'],
  other: [],
}

/** What is written and no letter of any layout, such as `+` where it needs AltGr. */
const SIGN = /^[\p{P}\p{S}\p{Nd}]$/u

/**
 * What the pressed key asks for; null: nothing. Where a text has the focus, every key is text, and only Escape is not.
 * Keys with Ctrl or Alt alone or with ⌘ belong to the system and to the browser; AltGr, which some systems tell as Ctrl and
 * Alt, writes characters, of which the signs count like any others (UI Events, 4.3.2 on `AltGraph`). Whether the space bar belongs to a control
 * that has the focus is not known here: it depends on how one came to it. `singleKeys`: whether keys that write something do
 * anything without Ctrl and Alt.
 */
export function actionOf(pressed: Pressed, focus: Focus, singleKeys = true): Action | null {
  const writes = pressed.getModifierState('AltGraph')
  if (writes && !SIGN.test(pressed.key)) return null
  const chord = !writes && pressed.ctrlKey && pressed.altKey && !pressed.metaKey
  if (!writes && !chord && (pressed.ctrlKey || pressed.metaKey || pressed.altKey)) return null
  const name = keyName(pressed)
  const found = SHORTCUTS.find((one) => (chord ? chordsOf(one) : keysWith(one)).includes(name))
  if (!found || (pressed.repeat && !found.repeats)) return null
  if (chord) return found.action
  if (!singleKeys && found.chord !== undefined) return null
  return isTaken(found.action, name, focus) ? null : found.action
}

function isTaken(action: Action, name: string, focus: Focus): boolean {
  if (focus === 'text') return action !== 'close'
  if (focus === 'list') return action !== 'close' && action !== 'talk'
  return OWN_KEYS[focus].includes(name)
}
