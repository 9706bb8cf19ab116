/** Letters and symbols by category, but nothing to see: Hangul fillers and the empty Braille pattern. */
const BLANK = '\\u115f\\u1160\\u2800\\u3164\\uffa0'
const SEEN = new RegExp(`[^\\p{Z}\\p{Cc}\\p{Cf}\\p{Mn}\\p{Me}${BLANK}]`, 'u')

/** Whether anything of the text can be seen (the rule of `meetdesk/core/texts.py`). */
export function isVisible(text: string): boolean {
  return SEEN.test(text)
}

/** How long a text is for all limits of names and messages: in Unicode code points. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
