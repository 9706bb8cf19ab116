import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Conversation, HostMessage, MeetingState, PrivateEntries, Welcome } from '../../wire/messages'
import { Delivered } from './delivered'

const welcome = (change: Partial<Welcome>): HostMessage => ({
  ...DEFAULTS.Welcome,
  type: 'welcome',
  protocol: 1,
  participant: 2,
  host_us: 0,
  ...change,
})
const state = (entry: number): MeetingState => ({ entry }) as MeetingState
const conversation = (participant: number, entry: number): Conversation => ({
  participant,
  entry,
  name: '',
  chat: [],
  chat_before: false,
})
const news = (participant: number, ...numbers: number[]): PrivateEntries => ({
  participant,
  entries: numbers.map((number) => ({ number }) as PrivateEntries['entries'][number]),
})

describe('what was delivered', () => {
  it('is nothing at first', () => {
    expect(new Delivered().last).toEqual({ entry: null, private: [] })
  })

  it('follows the log and each conversation', () => {
    const delivered = new Delivered()
    delivered.take(welcome({ state: state(7), conversations: [conversation(3, 4)] }))
    delivered.take({
      type: 'entries',
      entries: [{ number: 8, at: 0, change: { change: 'ended', reason: 'host_quit' } }],
    })
    delivered.take({ type: 'private', news: news(5, 1) })
    delivered.take(welcome({ entries: [], private: [news(5, 2, 3)], conversations: [conversation(3, 9)] }))
    expect(delivered.last).toEqual({
      entry: 8,
      private: [
        { participant: 3, entry: 9 },
        { participant: 5, entry: 3 },
      ],
    })
    expect(new Delivered(delivered.last).last).toEqual(delivered.last)
  })

  it('begins anew with a snapshot', () => {
    const delivered = new Delivered({ entry: 8, private: [{ participant: 3, entry: 9 }] })
    delivered.take(welcome({ state: state(9), conversations: [] }))
    expect(delivered.last).toEqual({ entry: 9, private: [] })
  })
})
