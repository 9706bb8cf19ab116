/** What may be done to a message: the same rules as `meetdesk/core/decisions/chat_changes.py`. Pure. */

import type { ChatMessage, MeetingState } from '../wire/messages'
import type { ChatPlace } from './conversations'
import { may, roleOf } from './rights'
import { cannotWrite } from './writing'

export interface MessageRights {
  edit: boolean
  remove: boolean
  /** Remove somebody else's. */
  takeDown: boolean
  react: boolean
  reply: boolean
}

const NOTHING: MessageRights = { edit: false, remove: false, takeDown: false, react: false, reply: false }

export function rightsOver(state: MeetingState, me: number, place: ChatPlace, message: ChatMessage): MessageRights {
  const barred = cannotWrite(state, me, place)
  if ((message.removed_by ?? null) !== null || barred === 'gone') return NOTHING
  const mine = message.participant === me
  return {
    edit: mine && barred === null && (message.file ?? null) === null,
    remove: mine,
    takeDown: !mine && place === null && may(state, roleOf(state, me), 'take_down_chat'),
    react: barred === null,
    reply: barred === null,
  }
}
