import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Stopped } from '../../wire/messages'
import type { Answer, NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import { LOOK_EVERY, Spending, STOPPED_SHOWN } from './spending'

const EVE: Stopped = {
  ...DEFAULTS.Stopped,
  type: 'stopped',
  participant: 3,
  name: 'Eve',
  reason: 'key_frames',
  what: 'camera',
}

function set(answer: () => Promise<Answer>): { spending: Spending; asked: NewRequest[] } {
  const asked: NewRequest[] = []
  const spending = new Spending((request) => {
    asked.push(request)
    return answer()
  })
  return { spending, asked }
}

describe('who costs the others too much', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is one line for each person, the latest about it, until it is read', () => {
    const { spending } = set(() => Promise.reject(new ProblemError('not_allowed')))
    const out: Stopped = {
      ...DEFAULTS.Stopped,
      type: 'stopped',
      participant: 3,
      name: 'Eve',
      reason: 'key_frames',
      what: 'meeting',
    }
    spending.told(EVE)
    spending.told({ ...EVE, participant: 4, name: 'Mallory' })
    spending.told(out)
    expect(spending.stopped.get().map(({ name, what }) => [name, what])).toEqual([
      ['Mallory', 'camera'],
      ['Eve', 'meeting'],
    ])
    spending.dismiss(out)
    expect(spending.stopped.get().map(({ name }) => name)).toEqual(['Mallory'])
  })

  it('fills no window with lines', () => {
    const { spending } = set(() => Promise.reject(new ProblemError('not_allowed')))
    for (let participant = 1; participant <= 20; participant++) spending.told({ ...EVE, participant })
    expect(spending.stopped.get()).toHaveLength(STOPPED_SHOWN)
    expect(spending.stopped.get().at(-1)?.participant).toBe(20)
  })

  it('may be taken back, which takes the line away: of the notes it is known until then', () => {
    const { spending } = set(() => Promise.reject(new ProblemError('not_allowed')))
    const notes: Stopped = { ...EVE, reason: 'notes_mistakes', what: 'notes' }
    spending.told(notes)
    spending.dismiss(notes)
    expect([...spending.noNotes.get()]).toEqual([3])
    spending.told(EVE)
    spending.told({ ...notes, lifted: true })
    expect([...spending.noNotes.get()]).toEqual([])
    expect(spending.stopped.get(), 'the camera is another thing').toEqual([EVE])
    spending.told({ ...EVE, lifted: true })
    expect(spending.stopped.get()).toEqual([])
  })

  it('is no news on the next connection, but forgotten there if it is not told again', () => {
    const { spending } = set(() => Promise.reject(new ProblemError('not_allowed')))
    const notes: Stopped = { ...EVE, reason: 'notes_mistakes', what: 'notes' }
    spending.told(notes)
    spending.dismiss(notes)
    spending.forget()
    spending.told(EVE)
    expect(spending.stopped.get(), 'that of the camera is news').toEqual([EVE])
    spending.dismiss(EVE)
    spending.told(notes)
    expect([...spending.noNotes.get()]).toEqual([3])
    expect(spending.stopped.get()).toEqual([])
    spending.told({ ...notes, lifted: true })
    spending.told(notes)
    expect(spending.stopped.get(), 'once more, after it was taken back').toEqual([notes])
    spending.forget()
    expect([...spending.noNotes.get()]).toEqual([])
  })

  it('is looked at only while somebody looks', async () => {
    const people = [{ participant: 3, up: 1_000, down: 0, frames: 50, messages: 1, share: 1, stopped: 0 }]
    const { spending, asked } = set(() => Promise.resolve({ type: 'usage', id: 1, people }))
    expect(asked).toEqual([])
    const stop = spending.watch()
    await vi.advanceTimersByTimeAsync(0)
    expect(spending.usage.get()).toEqual(people)
    await vi.advanceTimersByTimeAsync(2 * LOOK_EVERY)
    expect(asked).toEqual(Array(3).fill({ type: 'load_usage' }))
    stop()
    await vi.advanceTimersByTimeAsync(5 * LOOK_EVERY)
    expect(asked).toHaveLength(3)
  })

  it('stays as it was when the link is lost', async () => {
    const { spending } = set(() => Promise.reject(new ProblemError('heartbeat_lost')))
    const stop = spending.watch()
    await vi.advanceTimersByTimeAsync(LOOK_EVERY)
    expect(spending.usage.get()).toBeNull()
    stop()
  })
})
