import { expect, it } from 'vitest'
import { Attention, type Call } from './attention'
import { entry, ME, message, state } from './testing/meeting'

function set() {
  const calls: Call[] = []
  const looks = { away: true }
  const attention = new Attention(
    () => looks.away,
    (call) => calls.push(call),
  )
  attention.heard({ type: 'welcome', protocol: 1, participant: ME, host_us: 0, state: state() })
  const posts = (from: number, text: string): void =>
    attention.heard({
      type: 'entries',
      entries: [entry(11, { change: 'chat_posted', message: message(11, { participant: from, name: 'Ada', text }) })],
    })
  const waits = (...numbers: number[]): void =>
    attention.heard({
      type: 'lobby',
      waiting: numbers.map((waiting) => ({ waiting, name: `Guest ${waiting}`, role: 'participant', since: 0 })),
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
