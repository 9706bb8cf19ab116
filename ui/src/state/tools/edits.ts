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
