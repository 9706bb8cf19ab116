import type { Problem } from '../wire/messages'
import { codePoints } from './chat'
import { isVisible } from './visible'

/** `meetdesk/core/limits.py` */
export const NAME_CHARACTERS = 64

// docs/protocol.md, 3.2: bidirectional overrides and control characters.
const BIDI_OVERRIDE = /[\u202A-\u202E\u2066-\u2069]/gu
const CONTROL = /\p{Cc}/gu
/** Half of a surrogate pair: no Unicode text. */
const SURROGATE = /\p{Cs}/u

/** The name as the host will normalise it (`meetdesk/core/texts.py`). */
export function normalisedName(name: string): string {
  const oneLine = name.replace(/\s+/gu, ' ').replace(BIDI_OVERRIDE, '').replace(CONTROL, '')
  return oneLine.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** What a name would be refused for. */
export function nameProblem(name: string): Problem | null {
  if (SURROGATE.test(name)) return { code: 'name_invalid' }
  const normal = normalisedName(name)
  if (!isVisible(normal)) return { code: 'name_empty' }
  return codePoints(normal) > NAME_CHARACTERS ? { code: 'name_too_long', detail: { limit: NAME_CHARACTERS } } : null
}
