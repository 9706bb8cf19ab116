/** Every key that does something in a meeting: the one table for what the keys do and for the help that names them. */

import { keyName } from './keys'

export type Action =
  | 'microphone'
  /** While the key is held. */
  | 'talk'
  | 'camera'
  | 'share'
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
  /** Other keys that do the same. */
  also?: readonly string[]
  /** Goes on while the key is held. */
  repeats?: true
  group: 'devices' | 'tools' | 'panels' | 'view' | 'help'
}

export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'microphone', key: 'm', group: 'devices' },
  { action: 'talk', key: ' ', group: 'devices' },
  { action: 'camera', key: 'v', group: 'devices' },
  { action: 'share', key: 's', group: 'devices' },
  { action: 'chat', key: 'c', group: 'panels' },
  { action: 'people', key: 'p', group: 'panels' },
  { action: 'statistics', key: 'i', group: 'panels' },
  { action: 'close', key: 'escape', group: 'panels' },
  { action: 'hand', key: 'h', group: 'tools' },
  { action: 'activities', key: 'a', group: 'tools' },
  { action: 'polls', key: 'o', group: 'tools' },
  { action: 'notes', key: 'n', group: 'tools' },
  { action: 'timer', key: 't', group: 'tools' },
  { action: 'layout', key: 'g', group: 'view' },
  { action: 'full-screen', key: 'f', group: 'view' },
  { action: 'next-page', key: 'pagedown', group: 'view' },
  { action: 'previous-page', key: 'pageup', group: 'view' },
  { action: 'zoom-in', key: '+', also: ['='], repeats: true, group: 'view' },
  { action: 'zoom-out', key: '-', repeats: true, group: 'view' },
  { action: 'zoom-reset', key: '0', group: 'view' },
  { action: 'pan', key: 'arrowleft', also: ['arrowright', 'arrowup', 'arrowdown'], repeats: true, group: 'view' },
  { action: 'help', key: '?', group: 'help' },
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
  const key = SHORTCUTS.find((shortcut) => shortcut.action === action)?.key ?? ''
  return NAMES[key] ?? key.toUpperCase()
}

/** Keys as they are pressed; the parts of a KeyboardEvent that count. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat'>

/** What has the focus, as far as keys are concerned: each kind needs some of them itself. `list`: choices that are searched
 *  by their letters. */
export type Focus = 'text' | 'list' | 'choice' | 'range' | 'other'

const ARROWS = ['arrowleft', 'arrowright', 'arrowup', 'arrowdown']
const OWN_KEYS: Record<Exclude<Focus, 'text' | 'list'>, readonly string[]> = {
  choice: ARROWS,
  range: [...ARROWS, 'pageup', 'pagedown'],
  other: [],
}

/**
 * What the pressed key asks for; null: nothing. Where a text has the focus, every key is text, and only Escape is not.
 * Keys with Ctrl, Alt or ⌘ belong to the system and to the browser. Whether the space bar belongs to a control that has the
 * focus is not known here: it depends on how one came to it.
 */
export function actionOf(pressed: Pressed, focus: Focus): Action | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null
  const name = keyName(pressed)
  const found = SHORTCUTS.find(({ key, also = [] }) => key === name || also.includes(name))
  if (!found || (pressed.repeat && !found.repeats)) return null
  return isTaken(found.action, name, focus) ? null : found.action
}

function isTaken(action: Action, name: string, focus: Focus): boolean {
  if (focus === 'text') return action !== 'close'
  if (focus === 'list') return action !== 'close' && action !== 'talk'
  return OWN_KEYS[focus].includes(name)
}
