/** What a reply quotes of the message that it answers: as that is now. Pure. */

import type { ChatMessage, Participant } from '../../wire/messages'
import { plainOf } from '../markdown/markdown'
import { writerOf } from '../people/names'

/** Longer texts are cut; two or three lines are shown. In Unicode code points. */
export const QUOTE_CHARACTERS = 200

export type Quote =
  | { kind: 'text'; name: string; text: string }
  | { kind: 'removed'; name: string }
  /** It is not among the messages that are here. */
  | { kind: 'earlier' }

/** `people`: those who are there, so that several of one name are told apart. */
export function quoteOf(original: ChatMessage | undefined, people: readonly Participant[] = []): Quote {
  if (!original) return { kind: 'earlier' }
  const name = writerOf(people, original)
  if ((original.removed_by ?? null) !== null) return { kind: 'removed', name }
  return { kind: 'text', name, text: cut(original.file?.name ?? plainOf(original.text)) }
}

/** The message that this one answers, if it is there; undefined also for one that is no reply. */
export function answeredBy({ reply_to = 0 }: ChatMessage, chat: readonly ChatMessage[]): ChatMessage | undefined {
  return reply_to === 0 ? undefined : chat.findLast(({ entry }) => entry === reply_to)
}

function cut(text: string): string {
  const characters = [...text]
  return characters.length > QUOTE_CHARACTERS ? `${characters.slice(0, QUOTE_CHARACTERS).join('')}…` : text
}
