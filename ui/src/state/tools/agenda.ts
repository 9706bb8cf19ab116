/** An agenda in plain text: lines that begin with a box, empty or ticked. Pure. */

import type { Edit } from './edits'

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
