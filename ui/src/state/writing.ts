import type { MeetingState } from '../wire/messages'
import type { ChatPlace } from './conversations'
import { moderates } from './people'

/** Why this participant cannot write in this place now; null if it can. The same rules as `meetdesk/core/permissions.py`. */
export function cannotWrite(state: MeetingState, me: number, place: ChatPlace): 'gone' | 'not-permitted' | null {
  const roleOf = (who: number) => state.participants.find(({ participant }) => participant === who)?.role
  const other = place === null ? null : roleOf(place)
  if (other === undefined) return 'gone'
  const own = roleOf(me)
  if (own === undefined || moderates(own)) return null
  const { chat = true, private_chat: privateChat = true } = state.permissions ?? {}
  const permitted = other === null ? chat : privateChat || moderates(other)
  return permitted ? null : 'not-permitted'
}
