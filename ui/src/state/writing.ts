import type { MeetingState } from '../wire/messages'
import type { ChatPlace } from './conversations'
import { moderates, permits, roleOf } from './rights'

/** Why this participant cannot write in this place now; null if it can. The same rules as `meetdesk/core/permissions.py`. */
export function cannotWrite(state: MeetingState, me: number, place: ChatPlace): 'gone' | 'not-permitted' | null {
  const own = roleOf(state, me)
  if (place === null) return permits(state, own, 'chat') ? null : 'not-permitted'
  const other = state.participants.find(({ participant }) => participant === place)
  if (!other) return 'gone'
  return moderates(other.role) || permits(state, own, 'private_chat') ? null : 'not-permitted'
}
