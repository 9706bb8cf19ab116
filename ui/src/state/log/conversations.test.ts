import { describe, expect, it } from 'vitest'
import vectors from '../../../../tests/vectors/private_fold.json'
import type { Conversation, PrivateEntries } from '../../wire/messages'
import { applyPrivate, type Conversations } from './chat_fold'

describe('the conversations shared with Python', () => {
  const steps = vectors as unknown as { news: PrivateEntries; conversation: Conversation }[]
  let known: Conversations = new Map()
  it.each(steps.map((step) => [step.news.participant, step.conversation.entry, step] as const))(
    'with %i, entry %i',
    (participant, _, { news, conversation }) => {
      known = applyPrivate(known, news, conversation.name)
      expect(known.get(participant)).toEqual(conversation)
    },
  )
})
