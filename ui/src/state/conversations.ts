/** Private conversations as folds over their logs: the same rules as `meetdesk/core/topics/private.py`. Pure. */

import type { ChatMessage, Conversation, Participant, PrivateEntries } from '../wire/messages'
import { applyChat } from './chat_changes'

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
