import { LIMITS } from '../../wire/rules'

/** Longest text of the notes that a person can write, in UTF-16 units. */
export const NOTES_CHARACTERS = LIMITS.notes_own_characters
/** A text or a number of pieces beyond these is no honest one, and taken for a fault: twice what a host lets through. */
export const PAD_CHARACTERS = 40_000
export const PAD_PIECES = 200_000
/** The worker may be busy with one update for so many seconds before it is ended. */
export const PAD_PATIENCE = 10
/** What the yardstick takes on an ordinary computer that has nothing else to do, in milliseconds (45 to 80 were measured): where
 * it takes longer, so may an update. */
export const PAD_YARDSTICK = 100

/** One change of a text: `removed` UTF-16 units at `at` gave way to `inserted`. */
export interface Edit {
  at: number
  removed: number
  inserted: string
}

/** What was changed, if one thing was; null if nothing was. `caret`: where the cursor is after it, which tells which of
 * several equal letters was typed. Never cuts a character in two. */
export function editOf(before: string, after: string, caret: number = after.length): Edit | null {
  if (before === after) return null
  const tail = Math.min(after.length - Math.min(caret, after.length), before.length)
  let end = 0
  while (end < tail && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const most = Math.min(before.length, after.length) - end
  let start = 0
  while (start < most && before[start] === after[start]) start++
  // More may be equal behind the cursor's place than was looked at.
  const rest = Math.min(before.length, after.length) - start
  while (end < rest && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (isSecondHalf(before, start) || isSecondHalf(after, start)) start--
  if (isSecondHalf(before, before.length - end) || isSecondHalf(after, after.length - end)) end--
  return { at: start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) }
}

/** Whether this place is in the middle of a surrogate pair. */
function isSecondHalf(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff
}

/** Where a cursor is after somebody else's edit. */
export function movedBy(edit: Edit, place: number): number {
  if (place <= edit.at) return place
  if (place >= edit.at + edit.removed) return place - edit.removed + edit.inserted.length
  return edit.at + edit.inserted.length
}

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

/** An agenda in plain text: lines that begin with a box, empty or ticked. Pure. */

const OPEN = '☐ '
const DONE = '☑ '

/** The line of this place: plain → open item → done item → plain. */
export function toggleItem(text: string, place: number): Edit {
  const at = text.lastIndexOf('\n', place - 1) + 1
  if (text.startsWith(OPEN, at)) return { at, removed: OPEN.length, inserted: DONE }
  if (text.startsWith(DONE, at)) return { at, removed: DONE.length, inserted: '' }
  return { at, removed: 0, inserted: OPEN }
}

/** What Enter does in an item's line: the next item; in an empty one it ends the list. Null: what it does elsewhere. */
export function continueItem(text: string, place: number): Edit | null {
  const at = text.lastIndexOf('\n', place - 1) + 1
  const end = text.indexOf('\n', place)
  const line = text.slice(at, end < 0 ? text.length : end)
  if (!line.startsWith(OPEN) && !line.startsWith(DONE)) return null
  if (place < at + OPEN.length) return null
  if (line.length === OPEN.length) return { at, removed: OPEN.length, inserted: '' }
  return { at: place, removed: 0, inserted: `\n${OPEN}` }
}
