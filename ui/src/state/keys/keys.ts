/** What a pressed key means, whatever input method and layout of the keyboard it comes through. */

/** A letter, or a mark that some scripts have on keys of their own. */
const LETTER = /^[\p{L}\p{M}]/u
/** With the micro sign, which Unicode counts to no script; Latin layouts write it with AltGr and M. The Greek letter is another. */
const LATIN = /^[\p{Script=Latin}µ]/u

/** Digits of other scripts stand on the keys of the Latin ones. */
const DIGIT = /^\p{Nd}$/u

/** Signs that some scripts write in a way of their own. */
const SIGNS: Record<string, string> = { '؟': '?', '？': '?', '＋': '+', '－': '-', '＝': '=' }

/** Keys without a Latin letter that layouts of other scripts put letters on, as they are on a US keyboard; with Shift second. */
const PLACES: Record<string, readonly [string, string]> = { Minus: ['-', '-'], Equal: ['=', '+'], Slash: ['/', '?'] }

type Typed = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>

/**
 * The key's name in lower case, as in `KeyboardEvent.key`. Where its character is no Latin letter (Cyrillic, Greek, Hebrew,
 * Arabic, …), the key's place counts: whoever writes Russian has no other `m` than the key that has it. Latin layouts
 * (AZERTY, Dvorak) go by the character, which is what is printed on the key.
 */
export function keyName({ key, code, shiftKey }: Typed): string {
  if (DIGIT.test(key)) return /^\d$/.test(key) ? key : digitOf(code, key)
  // Names of keys that type nothing are Latin words.
  if (!LETTER.test(key) || LATIN.test(key)) return (SIGNS[key] ?? key).toLowerCase()
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  return letter?.toLowerCase() ?? PLACES[code]?.[shiftKey ? 1 : 0] ?? digitOf(code, key)
}

function digitOf(code: string, key: string): string {
  return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? key
}

/** `KeyboardEvent.keyCode` of a key that an input method takes (UI Events, 7.3.1). WebKit ends the composition before it
 *  tells of the key that ended it, and then has nothing but this to say so. */
const TAKEN = 229

/** Whether an input method composes text with this key: chooses, confirms or gives up what is being composed. */
export function isComposed({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === TAKEN
}

/**
 * Keys of the input method reach nobody else in this window: no handler of ours, and none of a library's, such as the
 * Escape of its dialogs. To be called before anything listens. What is composed goes into the field all the same.
 */
export function leaveComposingAlone(target: Pick<Window, 'addEventListener'>): void {
  target.addEventListener(
    'keydown',
    (event) => {
      if (isComposed(event)) event.stopImmediatePropagation()
    },
    { capture: true },
  )
}
