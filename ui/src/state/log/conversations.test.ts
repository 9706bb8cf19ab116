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

  it('skip what they have, as it comes again when a link was lost, and notice what is missing', () => {
    const all = steps.filter(({ news }) => news.participant === steps[0]!.news.participant)
    const first = applyPrivate(new Map(), all[0]!.news, 'Ann')
    expect(applyPrivate(first, all[0]!.news, 'Ann')).toEqual(first)
    expect(() => applyPrivate(new Map(), all[1]!.news, 'Ann')).toThrow(RangeError)
  })
})
