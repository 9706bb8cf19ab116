import type { Problem } from '../wire/messages'
import { codePoints } from './chat'

/** `meetdesk/core/limits.py` */
export const NAME_CHARACTERS = 64

// Control characters, line separators and bidirectional overrides, as docs/protocol.md, 3.2 lists them.
const REMOVED = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** The name as the host will normalise it. */
export function normalisedName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').replace(REMOVED, '').trim()
}

/** What a name would be refused for. */
export function nameProblem(name: string): Problem | null {
  const normal = normalisedName(name)
  if (normal === '') return { code: 'name_empty' }
  const characters = codePoints(normal)
  return characters > NAME_CHARACTERS ? { code: 'name_too_long', detail: { characters, limit: NAME_CHARACTERS } } : null
}
