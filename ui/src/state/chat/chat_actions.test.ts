import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import { applyChat, type ChatChange, concerned } from '../log/chat_fold'
import type { NewRequest } from '../log/requests'
import { rightsOver } from '../people/rights'
import { ProblemError } from '../problem'
import { ME, message, participant, state } from '../testing/meeting'
import { ChatActions, keyOf } from './chat_actions'

function actions(refuse = false) {
  const asked: NewRequest[] = []
  const made = new ChatActions(async (request) => {
    asked.push(request)
    if (refuse) throw new ProblemError('chat_unknown')
    return { ...DEFAULTS.Done, type: 'done', id: 1 }
  })
  return { made, asked }
}

describe('what becomes of messages', () => {
  const chat = [message(3), message(5)]

  it('edits, removes and marks the one that is meant', () => {
    const changes: ChatChange[] = [
      { change: 'chat_reacted', message: 5, participant: 1, emoji: '👍', on: true },
      { change: 'chat_reacted', message: 5, participant: 2, emoji: '👍', on: true },
      { change: 'chat_edited', message: 5, text: 'Better', at: 9 },
      { change: 'chat_removed', message: 3, by: 1 },
    ]
    const after = changes.reduce<typeof chat>(applyChat, chat)
    expect(after).toEqual([
      message(3, { text: '', removed_by: 1 }),
      message(5, { text: 'Better', edited_at: 9, reactions: [{ emoji: '👍', participants: [1, 2] }] }),
    ])
    expect(chat).toEqual([message(3), message(5)])
    const back = applyChat(after, { change: 'chat_edited', message: 3, text: 'text 3', at: 10 })
    expect(back[0]).toEqual(message(3, { edited_at: 10 }))
  })

  it('skips what is not there, such as an older page that was never loaded', () => {
    const change = { change: 'chat_edited', message: 1, text: 'Better', at: 9 } as const
    expect(applyChat(chat, change)).toEqual(chat)
    expect(concerned(chat, change)).toBeUndefined()
    expect(concerned(chat, { change: 'chat_removed', message: 5, by: 1 })).toBe(chat[1])
  })
})

describe('what one does to messages', () => {
  it('takes the last own message that is still there to be edited', () => {
    const { made } = actions()
    const chat = [message(3, { participant: ME }), message(4, { participant: ME, removed_by: ME }), message(5)]
    expect(made.editLast(null, chat, ME)).toBe(true)
    expect(made.editing.get()).toEqual({ place: null, message: chat[0] })
    expect(made.editLast(null, [message(5)], ME)).toBe(false)
  })

  it('brings back what was removed in this window, and remembers nothing that is there', async () => {
    const { made, asked } = actions()
    await made.remove(7, message(3, { participant: ME, text: 'Oops' }))
    expect(made.removed.get().get(keyOf(7, 3))).toBe('Oops')
    await made.undo(7, 3)
    await made.undo(7, 3)
    expect(asked).toEqual([
      { type: 'remove_chat', message: 3, to: 7 },
      { type: 'edit_chat', message: 3, text: 'Oops', to: 7 },
    ])
    expect(made.removed.get().size).toBe(0)
  })

  it('remembers nothing of a message that could not be removed', async () => {
    const { made } = actions(true)
    await expect(made.remove(null, message(3))).rejects.toMatchObject({ code: 'chat_unknown' })
    expect(made.removed.get().size).toBe(0)
  })

  it('gives a reaction, or takes it back', async () => {
    const { made, asked } = actions()
    const given = message(3, { reactions: [{ emoji: '🔥', participants: [1, ME] }] })
    await made.react(null, given, '🔥', ME)
    await made.react(null, given, '🚀', ME)
    expect(asked.map((request) => (request.type === 'react_to_chat' ? request.on : null))).toEqual([false, true])
  })

  it('names those who reacted, also after they left', () => {
    const { made } = actions()
    made.left(participant(4, { name: 'Dan' }))
    expect(made.reactors([1, 4, 5, ME], [participant(1)], ME)).toEqual({ names: ['Person 1', 'Dan'], more: true })
    expect(made.reactors([ME], [], ME)).toEqual({ names: [], more: false })
  })
})

describe('what may be done to a message', () => {
  const mine = message(3, { participant: ME })
  const theirs = message(4)
  const host = { participants: [participant(1), participant(ME, { role: 'host' })] }

  it.each([
    ['an own one', state(), null, mine, { edit: true, remove: true, takeDown: false, react: true, reply: true }],
    ["somebody's", state(), null, theirs, { edit: false, remove: false, takeDown: false, react: true, reply: true }],
    [
      "somebody's, as the host",
      state(host),
      null,
      theirs,
      { edit: false, remove: false, takeDown: true, react: true, reply: true },
    ],
    [
      'a private one, as the host',
      state(host),
      1,
      theirs,
      { edit: false, remove: false, takeDown: false, react: true, reply: true },
    ],
    [
      'an own one without the permission',
      state({ permissions: { ...DEFAULTS.Permissions, chat: false } }),
      null,
      mine,
      { edit: false, remove: true, takeDown: false, react: false, reply: false },
    ],
    [
      'of somebody who has left',
      state(),
      9,
      mine,
      { edit: false, remove: false, takeDown: false, react: false, reply: false },
    ],
    [
      'a removed one',
      state(),
      null,
      { ...mine, removed_by: ME },
      { edit: false, remove: false, takeDown: false, react: false, reply: false },
    ],
  ])('%s', (_, meeting, place, one, rights) => {
    expect(rightsOver(meeting, ME, place, one)).toEqual(rights)
  })
})
