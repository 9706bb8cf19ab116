import { describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { ChatMessage, Conversation, PrivateEntries } from '../../wire/messages'
import { applyPrivate, type Conversations, withNames, withOlder } from '../log/chat_fold'
import { cannotWrite } from '../people/rights'
import { ProblemError } from '../problem'
import { ME, message, participant, state } from '../testing/meeting'
import { Chat } from './chat'
import { PrivateChats } from './private_chats'
import { totalOf, Unread } from './unread'

const news = (other: number, ...numbers: number[]): PrivateEntries => ({
  participant: other,
  entries: numbers.map((number) => ({
    number,
    at: number,
    change: { change: 'chat_posted', message: message(number, { participant: other }) },
  })),
})

const texts = (conversation: Conversation | undefined): string[] => (conversation?.chat ?? []).map(({ text }) => text)

describe('the fold of private entries', () => {
  const one = applyPrivate(new Map(), news(3, 1, 2), 'Ann')

  it('adds them up, conversation by conversation', () => {
    const two = applyPrivate(one, news(4, 1), 'Ben')
    expect(two.get(3)).toMatchObject({ participant: 3, name: 'Ann', entry: 2, chat_before: false })
    expect(texts(two.get(3))).toEqual(['text 1', 'text 2'])
    expect(texts(two.get(4))).toEqual(['text 1'])
    expect(one.has(4)).toBe(false)
  })

  it('skips what was applied already and refuses what does not follow', () => {
    expect(texts(applyPrivate(one, news(3, 2, 3), 'Ann').get(3))).toEqual(['text 1', 'text 2', 'text 3'])
    expect(() => applyPrivate(one, news(3, 4), 'Ann')).toThrow(RangeError)
  })

  it('takes older pages and new names', () => {
    const known: Conversations = new Map([
      [3, { participant: 3, name: 'Ann', entry: 9, chat: [message(8), message(9)], chat_before: true }],
    ])
    const older = withOlder(known, 3, [message(7), message(8)], false)
    expect(older.get(3)).toMatchObject({ chat_before: false })
    expect(texts(older.get(3))).toEqual(['text 7', 'text 8', 'text 9'])
    expect(withNames(older, [participant(3, { name: 'Anna' })]).get(3)?.name).toBe('Anna')
    expect(withNames(older, [participant(3, { name: 'Ann' })])).toBe(older)
  })
})

describe('private chats of a window', () => {
  it('are announced by a name that tells the writer apart', () => {
    const wrote: string[] = []
    const chat = new Chat({
      ask: () => Promise.reject(new ProblemError('too_fast')),
      now: () => 0,
      keep: () => undefined,
      wrote: (name) => wrote.push(name),
    })
    const message3 = message(1, { participant: 3, name: 'Anna' })
    const entries = [{ number: 1, at: 1, change: { change: 'chat_posted' as const, message: message3 } }]
    chat.told({ participant: 3, entries }, [
      participant(1, { name: 'Anna' }),
      participant(ME),
      participant(3, { name: 'Anna' }),
    ])
    expect(wrote).toEqual(['Anna (2)'])
  })

  it('tell of each message once, whatever is repeated', () => {
    const posted: string[] = []
    const kept: ChatMessage[] = []
    const chats = new PrivateChats({
      posted: (place, { text }) => posted.push(`${place} ${text}`),
      keep: (messages) => kept.push(...messages),
    })
    const people = [participant(ME), participant(3)]
    chats.told(news(3, 1), people)
    const welcome = { ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0 } as const
    chats.welcomed({ ...welcome, entries: [], private: [news(3, 1, 2)] }, state({ participants: people }))
    expect(posted).toEqual(['3 text 1', '3 text 2'])
    expect(kept.map(({ entry }) => entry)).toEqual([1, 2])
    const snapshot: Conversation = { participant: 4, name: 'Gone', entry: 5, chat: [message(5)], chat_before: true }
    chats.welcomed({ ...welcome, state: state(), conversations: [snapshot] }, state())
    expect([...chats.view.get().keys()]).toEqual([4])
  })
})

describe('what was not read yet', () => {
  it('is where the chat opens: at the newest of it', () => {
    const unread = new Unread()
    expect(unread.newest()).toBeUndefined()
    unread.known(null, [message(1)], ME)
    unread.known(3, [message(1)], ME)
    expect(unread.newest()).toBe(3)
    unread.look(3)
    expect(unread.newest()).toBeNull()
    unread.look(null)
    expect(unread.newest()).toBeUndefined()
    unread.known(4, [message(1, { participant: ME })], ME)
    expect(unread.newest(), 'own words are read').toBeUndefined()
  })

  it('is counted place by place until it is looked at', () => {
    const unread = new Unread()
    unread.known(null, [message(1)], ME, true)
    unread.known(null, [message(1), message(2), message(3, { participant: ME })], ME)
    unread.known(3, [message(1)], ME)
    expect([...unread.counts.get()]).toEqual([
      [null, 1],
      [3, 1],
    ])
    expect(totalOf(unread.counts.get())).toBe(2)
    unread.look(3)
    unread.known(3, [message(2)], ME)
    expect(totalOf(unread.counts.get())).toBe(1)
    unread.look(undefined)
    unread.known(3, [message(3)], ME)
    expect(unread.counts.get().get(3)).toBe(1)
    const changed = vi.fn()
    unread.counts.subscribe(changed)
    unread.known(3, [message(3)], ME)
    expect(changed).toHaveBeenCalledOnce()
  })
})

describe('who may write where', () => {
  const people = [participant(1), participant(ME), participant(3), participant(4, { role: 'co_host' })]
  const off = state({
    participants: people,
    permissions: { ...DEFAULTS.Permissions, chat: false, private_chat: false },
  })

  it('everybody may at first, but not to somebody who has left', () => {
    const open = state({ participants: people })
    expect([null, 1, 3, 9].map((place) => cannotWrite(open, ME, place))).toEqual([null, null, null, 'gone'])
  })

  it('the permissions bind participants, and never what is for host or co-host', () => {
    expect([null, 3, 1, 4].map((place) => cannotWrite(off, ME, place))).toEqual([
      'not-permitted',
      'not-permitted',
      null,
      null,
    ])
    expect([null, 3].map((place) => cannotWrite(off, 1, place))).toEqual([null, null])
  })
})
