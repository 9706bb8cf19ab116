import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import { applyChat } from '../log/chat_fold'
import type { NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import { message, participant } from '../testing/meeting'
import { Chat } from './chat'
import { ChatActions } from './chat_actions'
import { asHtml, asMarkdown, asText, type ExportWords } from './export'
import { answeredBy, QUOTE_CHARACTERS, quoteOf } from './replies'

describe('what a reply quotes', () => {
  it('is the original as it is now, as plain text and cut', () => {
    const reply = message(3, { reply_to: 2 })
    const chat = [message(1), message(2, { text: '**When?**\n- now' }), reply]
    expect(quoteOf(answeredBy(reply, chat))).toEqual({ kind: 'text', name: 'Person 1', text: 'When? - now' })
    const edited = applyChat(chat, { change: 'chat_edited', message: 2, text: '👍'.repeat(300), at: 9 })
    const long = { kind: 'text', name: 'Person 1', text: `${'👍'.repeat(QUOTE_CHARACTERS)}…` }
    expect(quoteOf(answeredBy(reply, edited))).toEqual(long)
    const removed = applyChat(chat, { change: 'chat_removed', message: 2, by: 1 })
    expect(quoteOf(answeredBy(reply, removed))).toEqual({ kind: 'removed', name: 'Person 1' })
  })

  it('is the name of a file', () => {
    const file = { file: 1, name: 'plan.pdf', size: 1, sha256: '' }
    expect(quoteOf(message(2, { text: '', file }))).toMatchObject({ text: 'plan.pdf' })
  })

  it('is nothing but that there was one where the original is not there', () => {
    expect(answeredBy(message(3, { reply_to: 2 }), [message(1)])).toBeUndefined()
    expect(answeredBy(message(3), [message(0)])).toBeUndefined()
    expect(quoteOf(undefined)).toEqual({ kind: 'earlier' })
  })

  it('tells people of one name apart', () => {
    const people = [participant(1, { name: 'Ada' }), participant(2, { name: 'Ada' })]
    expect(quoteOf(message(2, { participant: 2, name: 'Ada' }), people)).toMatchObject({ name: 'Ada (2)' })
    expect(quoteOf(message(2, { participant: 7, name: 'Ada' }), people)).toMatchObject({ name: 'Ada' })
  })
})

describe('a reply', () => {
  it('stays one through edits, and when it is taken back and brought back', () => {
    const chat = [message(1), message(2, { reply_to: 1 })]
    const removed = applyChat(chat, { change: 'chat_removed', message: 2, by: 1 })
    const back = applyChat(removed, { change: 'chat_edited', message: 2, text: 'Better', at: 9 })
    expect(back[1]).toEqual(message(2, { reply_to: 1, text: 'Better', edited_at: 9 }))
  })

  it('says what it answers, also when it is tried once more', async () => {
    const asked: NewRequest[] = []
    const chat = new Chat({
      ask: async (request) => {
        asked.push(request)
        throw new ProblemError('too_fast')
      },
      now: () => 0,
      keep: () => undefined,
      wrote: () => undefined,
      newRef: () => 'r',
    })
    chat.post('Now', null, 4)
    await Promise.resolve()
    chat.retry('r')
    chat.post('By the way', 2)
    expect(asked).toEqual([
      { type: 'post_chat', ref: 'r', text: 'Now', to: null, reply_to: 4 },
      { type: 'post_chat', ref: 'r', text: 'Now', to: null, reply_to: 4 },
      { type: 'post_chat', ref: 'r', text: 'By the way', to: 2 },
    ])
  })

  it('is begun and taken back for each place, and ends an edit', () => {
    const actions = new ChatActions(async () => ({ ...DEFAULTS.Done, type: 'done', id: 1 }))
    actions.editing.set({ place: null, message: message(1) })
    actions.reply(null, 3)
    actions.reply(2, 1)
    expect(actions.editing.get()).toBeNull()
    actions.takeReplyBack(null)
    expect([...actions.replies.get()]).toEqual([[2, 1]])
  })
})

describe('a reply in a chat to keep', () => {
  const words: ExportWords = {
    title: 'Plans',
    language: 'en',
    time: (at) => `at ${at / 1_000}`,
    edited: 'edited',
    removed: () => 'deleted',
    file: () => '',
    quote: (original) => `In reply to ${original?.name ?? 'somebody'}: ${original?.text ?? ''}`,
  }
  const chat = [
    message(1, { name: 'Ann', text: '<i>*When*' }),
    message(2, { text: 'Now', reply_to: 1 }),
    message(3, { text: '', reply_to: 1, removed_by: 1 }),
    message(4, { text: 'Later', reply_to: 99 }),
  ]

  it('says what it answers, in every format, as text', () => {
    expect(asText(chat, words)).toContain('[at 2 Person 1]\n> In reply to Ann: <i>*When*\nNow\n')
    expect(asText(chat, words)).toContain('[at 3 Person 1]\ndeleted\n')
    expect(asText(chat, words)).toContain('> In reply to somebody: \nLater\n')
    expect(asMarkdown(chat, words)).toContain('**at 2 Person 1**\n\n> In reply to Ann: \\<i\\>\\*When\\*\n\nNow\n')
    expect(asHtml(chat, words)).toContain(
      '<blockquote dir="auto">In reply to Ann: &#60;i&#62;*When*</blockquote><p dir="auto" class="text">Now</p>',
    )
    expect(asHtml(chat, words).match(/<blockquote/g)).toHaveLength(2)
  })
})
