import type { Focus } from '../../state/keys/shortcuts'

/** Keys that lead from one control to the next: by Tab, and by arrows in menus, lists and groups. */
const LEADING = new Set(['Tab', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'])

/** Whatever the space bar does something to. */
const CONTROLS = ['a[href]', 'audio', 'button', 'input', 'select', 'summary', 'video[controls]']
const ROLES = [
  'button',
  'checkbox',
  'combobox',
  'link',
  'listbox',
  'menuitem',
  'option',
  'radio',
  'slider',
  'switch',
  'tab',
]
const CONTROL = [...CONTROLS, ...ROLES.map((role) => `[role^="${role}"]`)].join()

/**
 * Tells a control that somebody came to by keyboard, which the space bar operates, from one that has the focus because the
 * pointer was there: it was clicked, or it got the focus back from a menu or dialog that was used so.
 * (`:focus-visible` cannot: any key makes it true, also one that is a shortcut.)
 */
export class Reached {
  /** Until a pointer is used: a screen reader leads to controls by keys that nobody else hears. */
  #byKeyboard = true
  /** The control that has the focus, if it was reached by keyboard. */
  #control: Element | null = null

  pointerDown(): void {
    this.#byKeyboard = false
    this.#control = null
  }

  /** `focus`, `target`: what it was pressed in. In a text arrows move the caret, in the room the picture, and lead nowhere. */
  keyDown(key: string, focus: Focus, target: EventTarget | null): void {
    const leads = key === 'Tab' || (LEADING.has(key) && focus !== 'text' && controlAt(target) !== null)
    if (leads) this.#byKeyboard = true
  }

  focused(target: EventTarget | null): void {
    this.#control = this.#byKeyboard ? controlAt(target) : null
  }

  /** Whether the space bar belongs to what has the focus. */
  takesSpace(target: EventTarget | null): boolean {
    if (target instanceof Element && target.closest('[data-takes-space]') !== null) return true
    const control = controlAt(target)
    return control !== null && control === this.#control
  }
}

function controlAt(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(CONTROL) : null
}
