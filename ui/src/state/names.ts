import { straight } from '../text/directions'
import { isVisible } from '../text/visible'
import type { Problem } from '../wire/messages'
import { LIMITS } from '../wire/rules'
import { codePoints } from './chat'

/** Longest display name, in Unicode code points after normalisation. */
export const NAME_CHARACTERS = LIMITS.name_characters

// docs/protocol.md, 3.2
const CONTROL = /\p{Cc}/gu
/** Half of a surrogate pair: no Unicode text. */
const SURROGATE = /\p{Cs}/u

/** White space as Python's `re` knows it, which is not what JavaScript's `\s` is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are white space, too.
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu

/** The name as the host will normalise it (`meetdesk/core/texts.py`). */
export function normalisedName(name: string): string {
  const oneLine = straight(name.replace(WHITE_SPACE, ' ')).replace(CONTROL, '')
  return oneLine.normalize('NFC').replace(WHITE_SPACE, ' ').replace(/^ | $/g, '')
}

/** What a name would be refused for. */
export function nameProblem(name: string): Problem | null {
  if (SURROGATE.test(name)) return { code: 'name_invalid' }
  const normal = normalisedName(name)
  if (!isVisible(normal)) return { code: 'name_empty' }
  return codePoints(normal) > NAME_CHARACTERS ? { code: 'name_too_long', detail: { limit: NAME_CHARACTERS } } : null
}
