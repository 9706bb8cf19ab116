import { beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { PastFound, PastMeeting, PastMeetings, PastPage } from '../../wire/messages'
import type { PastApi } from '../api/past_api'
import { ProblemError } from '../problem'
import { daysOf, endedBy, Past } from './past'

const DAY = 86_400

function meeting(id: string, kept = 0): PastMeeting {
  return {
    meeting: id,
    title: `Title ${id}`,
    host: 'Ada',
    hosted: false,
    first: 1,
    last: 2,
    messages: 3,
    private: 1,
    kept,
    until: kept + 30 * DAY,
  }
}

const message = (entry: number) => ({
  ...DEFAULTS.PastMessage,
  message: { entry, participant: 1, name: 'Ada', ref: `${entry}`, text: `text ${entry}`, at: entry },
})

class FakePastApi implements PastApi {
  kept: PastMeetings = { ...DEFAULTS.PastMeetings, meetings: [meeting('a'), meeting('b')], now: 100 }
  pages: PastPage[] = [
    { messages: [message(1), message(2)], next: { at: 2, participant: 0, entry: 2 } },
    { messages: [message(3)], next: null },
  ]
  restorable = ['a', 'b']
  failure: ProblemError | null = null
  readonly calls: string[] = []

  meetings = () => this.#answer('meetings', this.kept)
  page = ({ after }: { after?: { entry: number } | null }) =>
    this.#answer(`page ${after?.entry ?? ''}`, this.pages[after ? 1 : 0] as PastPage)
  search = ({ words }: { words: string }): Promise<PastFound> =>
    this.#answer(`search ${words}`, { meetings: [{ meeting: 'a', count: 1, messages: [] }], more: false })
  forget = ({ meetings = [], everything = false }: { meetings?: string[]; everything?: boolean }) =>
    this.#answer(`forget ${everything ? 'all' : meetings}`, {
      meetings: everything ? ['a', 'b'] : meetings,
      seconds: 20,
    })
  restore = ({ meetings }: { meetings: string[] }) =>
    this.#answer(`restore ${meetings}`, {
      meetings: meetings.filter((one) => this.restorable.includes(one)),
      seconds: 0,
    })

  async #answer<Answer>(call: string, answer: Answer): Promise<Answer> {
    this.calls.push(call)
    if (this.failure) throw this.failure
    return answer
  }
}

let api: FakePastApi
let changed: ReturnType<typeof vi.fn<() => Promise<void>>>
let past: Past

beforeEach(async () => {
  vi.useFakeTimers()
  api = new FakePastApi()
  changed = vi.fn(() => Promise.resolve())
  past = new Past(api, changed)
  await past.refresh()
})

describe('a past meeting', () => {
  it('is open at once, and the rest comes behind', async () => {
    const sizes: number[] = []
    past.opened.subscribe((opened) => sizes.push(opened?.messages.length ?? -1))
    await past.open(meeting('a'))
    expect(sizes).toEqual([-1, 0, 2, 3])
    expect(past.opened.get()?.complete).toBe(true)
  })

  it('is not filled with messages of one that was open before', async () => {
    const first = past.open(meeting('a'))
    const second = past.open(meeting('b'))
    await Promise.all([first, second])
    expect(past.opened.get()?.meeting.meeting).toBe('b')
    expect(past.opened.get()?.messages.map((one) => one.message.entry)).toEqual([1, 2, 3])
  })

  it('is led through without being loaded again', async () => {
    await past.open(meeting('a'))
    await past.open(meeting('a'), { at: 3, participant: 0, entry: 3 })
    expect(past.opened.get()?.place?.entry).toBe(3)
    expect(api.calls.filter((call) => call.startsWith('page')).length).toBe(2)
  })
})

describe('search', () => {
  it('asks once for what is typed in one go', async () => {
    for (const words of ['b', 'bu', 'bud']) past.search(words)
    await vi.advanceTimersByTimeAsync(300)
    expect(api.calls.filter((call) => call.startsWith('search'))).toEqual(['search bud'])
    expect(past.found.get()?.meetings.length).toBe(1)
    past.search('  ')
    expect(past.found.get()).toBe(null)
  })
})

it('what was searched for before does not take the place of what is searched for now', async () => {
  let answer: (found: PastFound) => void = () => {}
  const search = api.search
  api.search = ({ words }) =>
    words === 'slow' ? new Promise<PastFound>((resolve) => (answer = resolve)) : search({ words })
  past.search('slow')
  await vi.advanceTimersByTimeAsync(300)
  past.search('quick')
  await vi.advanceTimersByTimeAsync(300)
  answer({ meetings: [], more: true })
  await vi.advanceTimersByTimeAsync(0)
  expect(past.found.get()?.more).toBe(false)
})

describe('deleting', () => {
  it('shows the list and what is found as they are without it, and leaves another one open', async () => {
    await past.open(meeting('b'))
    past.search('bud')
    await vi.advanceTimersByTimeAsync(300)
    api.calls.length = 0
    await past.forget('a', 'Title a')
    expect(api.calls).toEqual(['forget a', 'meetings', 'search bud'])
    expect(past.opened.get()?.meeting.meeting).toBe('b')
  })

  it('gives the second one as long as the first', async () => {
    await past.forget('a', 'Title a')
    await vi.advanceTimersByTimeAsync(15_000)
    await past.forget('b', 'Title b')
    await vi.advanceTimersByTimeAsync(15_000)
    expect(past.deleted.get()?.title).toBe('Title b')
  })

  it('closes the meeting, and can be undone for as long as the app says', async () => {
    await past.open(meeting('a'))
    await past.forget('a', 'Title a')
    expect(past.opened.get()).toBe(null)
    expect(past.deleted.get()).toEqual({ meetings: ['a'], title: 'Title a', all: false })
    expect(changed).toHaveBeenCalledOnce()
    await past.undo()
    expect(api.calls).toContain('restore a')
    expect(past.problem.get()).toBe(null)
    await past.forgetAll()
    expect(past.deleted.get()?.all).toBe(true)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(past.deleted.get()).toBe(null)
  })

  it('says so when it was too late to undo', async () => {
    await past.forget('a', '')
    api.restorable = []
    await past.undo()
    expect(past.problem.get()?.code).toBe('past_erased')
  })

  it('says why it failed, and nothing is closed', async () => {
    await past.open(meeting('a'))
    api.failure = new ProblemError('storage_failed', { reason: 'locked' })
    await past.forget('a', '')
    expect(past.problem.get()?.code).toBe('storage_failed')
    expect(past.deleted.get()).toBe(null)
    expect(past.opened.get()?.meeting.meeting).toBe('a')
  })
})

it('nothing stays in memory when the view is left', async () => {
  await past.open(meeting('a'))
  past.search('word')
  past.leave()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(api.calls.filter((call) => call.startsWith('search'))).toEqual([])
  expect([past.opened.get(), past.found.get(), past.kept.get(), past.words.get()]).toEqual([null, null, null, ''])
})

it('how many meetings a shorter lifetime ends', () => {
  const meetings = [meeting('a', 0), meeting('b', 5 * DAY), meeting('c', 9 * DAY)]
  expect(
    ['nothing', 'days_7', 'days_30', 'forever'].map((keep) => endedBy(keep as 'nothing', meetings, 10 * DAY)),
  ).toEqual([3, 1, 0, 0])
  expect(daysOf('days_365')).toBe(365)
})
