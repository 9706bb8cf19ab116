import type {
  Change,
  ChatMessage,
  ChatReacted,
  ChatReaction,
  Conversation,
  Participant,
  PrivateEntries,
  PrivateEntry,
} from '../../wire/messages'

/** A chat, of all or of two, as a fold over its changes: the same rules as `meetdesk/core/topics/chat.py`. Pure. */

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

/** Private conversations as folds over their logs: the same rules as `meetdesk/core/topics/private.py`. Pure. */

/** By the other one's participant id. */
export type Conversations = ReadonlyMap<number, Conversation>

/** Where a message is: the id of the only other one who can read it; null: the chat of all. */
export type ChatPlace = number | null

/** With these entries; those that were applied already are skipped. Throws RangeError if one before them is missing. */
export function applyPrivate(
  conversations: Conversations,
  { participant, entries }: PrivateEntries,
  name: string,
): Conversations {
  let conversation = conversations.get(participant) ?? { participant, name, entry: 0, chat: [], chat_before: false }
  for (const { number, change } of entries) {
    if (number <= conversation.entry) continue
    if (number !== conversation.entry + 1)
      throw new RangeError(`entry ${number} does not follow ${conversation.entry} with ${participant}`)
    conversation = { ...conversation, entry: number, chat: applyChat(conversation.chat, change) }
  }
  return put(conversations, conversation)
}

/** With these snapshots in the place of what was known of the same conversations. */
export function withSnapshots(conversations: Conversations, snapshots: readonly Conversation[]): Conversations {
  return snapshots.reduce(put, conversations)
}

export function withOlder(
  conversations: Conversations,
  participant: number,
  page: readonly ChatMessage[],
  more: boolean,
): Conversations {
  const known = conversations.get(participant)
  if (!known) return conversations
  const oldest = known.chat[0]?.entry ?? Number.POSITIVE_INFINITY
  const older = page.filter(({ entry }) => entry < oldest)
  return put(conversations, { ...known, chat: [...older, ...known.chat], chat_before: more })
}

/** The names as they are now; that of somebody who has left stays the last one. */
export function withNames(conversations: Conversations, participants: readonly Participant[]): Conversations {
  let named = conversations
  for (const { participant, name } of participants) {
    const known = named.get(participant)
    if (known && known.name !== name) named = put(named, { ...known, name })
  }
  return named
}

function put(conversations: Conversations, conversation: Conversation): Conversations {
  return new Map(conversations).set(conversation.participant, conversation)
}
