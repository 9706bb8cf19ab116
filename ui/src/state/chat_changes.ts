/** A chat, of all or of two, as a fold over its changes: the same rules as `meetdesk/core/topics/chat.py`. Pure. */

import type { Change, ChatMessage, ChatReacted, ChatReaction, PrivateEntry } from '../wire/messages'

export type ChatChange = PrivateEntry['change']

export function isChatChange(change: Change): change is ChatChange {
  return change.change.startsWith('chat_')
}

/** The chat after this change. A change of a message that is not there is skipped. */
export function applyChat(chat: readonly ChatMessage[], change: ChatChange): ChatMessage[] {
  if (change.change === 'chat_posted') return [...chat, change.message]
  const at = chat.findIndex(({ entry }) => entry === change.message)
  const message = chat[at]
  return message ? chat.with(at, changed(message, change)) : [...chat]
}

/** The message that was posted or changed, in the chat after the change; undefined if it is not there. */
export function concerned(chat: readonly ChatMessage[], change: ChatChange): ChatMessage | undefined {
  const entry = change.change === 'chat_posted' ? change.message.entry : change.message
  return chat.findLast((message) => message.entry === entry)
}

function changed(message: ChatMessage, change: Exclude<ChatChange, { change: 'chat_posted' }>): ChatMessage {
  const { edited_at: _edited, removed_by: _removed, reactions = [], ...rest } = message
  const { file: _file, ...bare } = rest
  switch (change.change) {
    case 'chat_edited':
      return { ...rest, text: change.text, edited_at: change.at, ...(reactions.length > 0 && { reactions }) }
    case 'chat_removed':
      return { ...bare, text: '', removed_by: change.by }
    case 'chat_reacted': {
      const { reactions: _before, ...same } = message
      const after = reacted(reactions, change)
      return after.length > 0 ? { ...same, reactions: after } : same
    }
  }
}

function reacted(reactions: readonly ChatReaction[], change: ChatReacted): ChatReaction[] {
  const known = reactions.some(({ emoji }) => emoji === change.emoji)
  const all = known ? reactions : [...reactions, { emoji: change.emoji, participants: [] }]
  return all
    .map((one) =>
      one.emoji === change.emoji ? { ...one, participants: withOrWithout(one.participants, change) } : one,
    )
    .filter(({ participants }) => participants.length > 0)
}

function withOrWithout(participants: readonly number[], { participant, on }: ChatReacted): number[] {
  const others = participants.filter((other) => other !== participant)
  return on ? [...others, participant] : others
}
