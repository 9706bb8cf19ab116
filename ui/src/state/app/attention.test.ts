import { expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import { entry, ME, message, state } from '../testing/meeting'
import { Attention, type Call } from './attention'

function set() {
  const calls: Call[] = []
  const looks = { away: true }
  const attention = new Attention(
    () => looks.away,
    (call) => calls.push(call),
  )
  attention.heard({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, state: state() })
  const posts = (from: number, text: string): void =>
    attention.heard({
      type: 'entries',
      entries: [entry(11, { change: 'chat_posted', message: message(11, { participant: from, name: 'Ada', text }) })],
    })
  const waits = (...numbers: number[]): void =>
    attention.heard({
      type: 'lobby',
      waiting: numbers.map((waiting) => ({
        ...DEFAULTS.Waiting,
        waiting,
        name: `Guest ${waiting}`,
        role: 'participant',
        since: 0,
      })),
      kept_out: [],
    })
  return { attention, calls, looks, posts, waits }
}

it('tells of what others write while the person looks elsewhere', () => {
  const { calls, looks, posts } = set()
  posts(1, 'hello')
  posts(ME, 'my own')
  looks.away = false
  posts(1, 'seen')
  expect(calls).toEqual([{ kind: 'chat', name: 'Ada', text: 'hello' }])
})

it('says whom somebody answers, also oneself and in what was there before', () => {
  const { attention, calls } = set()
  attention.heard({
    ...DEFAULTS.Welcome,
    type: 'welcome',
    protocol: 1,
    participant: ME,
    host_us: 0,
    state: state({ chat: [message(3, { name: 'Cem' })] }),
  })
  const told = (number: number, from: number, reply_to: number) =>
    entry(number, {
      change: 'chat_posted',
      message: message(number, { participant: from, name: from === ME ? 'Me' : 'Ada', text: 'yes', reply_to }),
    })
  attention.heard({ type: 'entries', entries: [told(11, ME, 0), told(12, 1, 11), told(13, 1, 3), told(14, 1, 1)] })
  expect(calls).toEqual([
    { kind: 'chat', name: 'Ada', text: 'yes', to: 'Me' },
    { kind: 'chat', name: 'Ada', text: 'yes', to: 'Cem' },
    { kind: 'chat', name: 'Ada', text: 'yes' },
  ])
})

it('tells that somebody wrote privately, and not what', () => {
  const { attention, calls } = set()
  const posted = (number: number, participant: number) =>
    ({
      number,
      at: 1,
      change: { change: 'chat_posted', message: message(number, { participant, name: 'Ada', text: 'psst' }) },
    }) as const
  attention.heard({ type: 'private', news: { participant: 1, entries: [posted(1, 1), posted(2, ME)] } })
  expect(calls).toEqual([{ kind: 'chat', name: 'Ada' }])
})

it('cuts long texts between characters', () => {
  const { calls, posts } = set()
  posts(1, '👍'.repeat(300))
  expect(calls).toEqual([{ kind: 'chat', name: 'Ada', text: `${'👍'.repeat(200)}…` }])
})

it('tells once of everybody who waits at the door', () => {
  const { attention, calls, waits } = set()
  waits(1)
  waits(1, 2)
  waits(2)
  expect(calls.map((call) => call.name)).toEqual(['Guest 1', 'Guest 2'])
  attention.forget()
  waits(1)
  expect(calls).toHaveLength(3)
})
