/** Text of others in the middle of other text: it may be written from right to left, but turns nothing over that stands
 *  around it (Unicode Standard Annex 9). Pure. */

/** Scripts that are written from right to left; the same ranges as in `meetdesk/core/directions.py`. */
const RIGHT_TO_LEFT = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}'
const TURNS = new RegExp(`[${RIGHT_TO_LEFT}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]`, 'u')
const LETTERS = new RegExp(`(?![\\u061c\\u200e\\u200f])[${RIGHT_TO_LEFT}]`, 'u')
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/gu
const MARKS = /[\u061c\u200e\u200f]/gu

const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/** The text as it is if it could turn nothing; else isolated from what stands before and behind it. */
export function isolated(text: string): string {
  return TURNS.test(text) ? `${FIRST_STRONG_ISOLATE}${balanced(text)}${POP_ISOLATE}` : text
}

/** A name without overrides of the writing direction. Marks of it put what is written from right to left in order; in
 *  other names they have nothing to do. */
export function straight(name: string): string {
  const plain = name.replace(OVERRIDES, '')
  return LETTERS.test(plain) ? plain : plain.replace(MARKS, '')
}

/** Ends every isolate that the text begins, and leaves out what would end one that it did not begin. Embeddings and
 *  overrides end with the isolate around them. */
function balanced(text: string): string {
  let open = 0
  let kept = ''
  for (const one of text) {
    if (one >= '\u2066' && one <= FIRST_STRONG_ISOLATE) open++
    else if (one === POP_ISOLATE) {
      if (open === 0) continue
      open--
    }
    kept += one
  }
  return kept + POP_ISOLATE.repeat(open)
}
