import type { Edit } from './edits'
import { NOTES_CHARACTERS } from './notes_limits'

/** What of a change of `text` has room, in whole characters. */
export function fitting({ at, removed, inserted }: Edit, text: string): Edit {
  const room = Math.max(0, NOTES_CHARACTERS - (text.length - removed))
  // Half a character would be another one for everybody else.
  const whole = inserted.replace(/\p{Cs}/gu, '\ufffd')
  return { at, removed, inserted: whole.slice(0, cutAt(whole, room)) }
}

/** The place, or the one before it if it is in the middle of a character. */
export function cutAt(text: string, place: number): number {
  if (place >= text.length) return text.length
  return /[\udc00-\udfff]/.test(text[place] ?? '') ? place - 1 : place
}
