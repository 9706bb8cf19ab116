import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Poll } from '../../wire/messages'
import { pollSummary } from '../chat/transcript'
import type { NewRequest } from '../log/requests'
import { Announcements } from '../notices/announcements'
import { Notices } from '../notices/notices'
import { ProblemError } from '../problem'
import { entry, ME, participant, state, step } from '../testing/meeting'
import { continueItem, type Edit, editOf, movedBy, toggleItem } from './edits'
import { REACTION_SHOWN, REACTIONS_SHOWN, Reactions } from './reactions'
import { durationText, MeetingClock, TimerKeeper, timerView } from './timer'
import { Tools } from './tools'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000_000 }))
afterEach(() => void vi.useRealTimers())

const POLL: Poll = {
  ...DEFAULTS.Poll,
  poll: 11,
  participant: 1,
  name: 'Person 1',
  question: 'When?',
  options: ['Now', 'Later'],
  multiple: false,
  anonymous: false,
  live: true,
}

describe('the timer', () => {
  const running = { seconds: 60, left: 60, ends_at: 1_060 }

  it('shows what is left by the host’s clock, rounded up, and never more than it was set to', () => {
    expect(timerView(running, 1_000)).toEqual({ state: 'running', left: 60, seconds: 60 })
    expect(timerView(running, 1_000.4)).toMatchObject({ left: 60 })
    expect(timerView(running, 1_059.5)).toMatchObject({ state: 'running', left: 1 })
    expect(timerView(running, 1_060)).toMatchObject({ state: 'over', left: 0 })
    expect(timerView(running, 900)).toMatchObject({ left: 60 })
    expect(timerView({ seconds: 60, left: 12.5, ends_at: null }, 5_000)).toEqual({
      state: 'paused',
      left: 13,
      seconds: 60,
    })
  })

  it('counts by the measured clock and rings once, when it is over', () => {
    const clock = new MeetingClock(() => Date.now())
    clock.measured(2_000_000)
    const rings: number[] = []
    const keeper = new TimerKeeper(clock, () => rings.push(Date.now()))
    const start = clock.host
    keeper.follow({ seconds: 3, left: 3, ends_at: start + 3 })
    expect(keeper.view.get()?.left).toBe(3)
    vi.advanceTimersByTime(1_400)
    expect(keeper.view.get()?.left).toBe(2)
    vi.advanceTimersByTime(10_000)
    expect(keeper.view.get()?.state).toBe('over')
    expect(rings).toHaveLength(1)
    keeper.follow(null)
    expect(keeper.view.get()).toBeNull()
  })

  it('does not ring for one that was over long before this window knew of it', () => {
    const clock = new MeetingClock(() => Date.now())
    const rings: number[] = []
    const keeper = new TimerKeeper(clock, () => rings.push(0))
    keeper.follow({ seconds: 3, left: 3, ends_at: clock.host - 60 })
    expect(keeper.view.get()?.state).toBe('over')
    expect(rings).toEqual([])
  })

  it('writes durations', () => {
    expect([0, 59.9, 65, 3_600, 36_725, -3].map(durationText)).toEqual([
      '0:00',
      '0:59',
      '1:05',
      '1:00:00',
      '10:12:05',
      '0:00',
    ])
  })
})

describe('reactions', () => {
  it('are shown for a while, and only so many of each person', () => {
    const reactions = new Reactions()
    for (let at = 0; at < 5; at++) reactions.show(1, 'clap')
    reactions.show(2, 'heart')
    expect(reactions.shown.get().filter(({ participant }) => participant === 1)).toHaveLength(REACTIONS_SHOWN)
    expect(reactions.shown.get()).toHaveLength(REACTIONS_SHOWN + 1)
    vi.advanceTimersByTime(REACTION_SHOWN)
    expect(reactions.shown.get()).toEqual([])
  })

  it('are said together, so that they do not talk over everything', () => {
    const announcements = new Announcements()
    for (const name of ['Ada', 'Ben', 'Ada']) announcements.reacted(name, 'clap')
    announcements.reacted('Cem', 'heart')
    expect(announcements.latest.get()).toBeNull()
    vi.advanceTimersByTime(3_000)
    expect(announcements.latest.get()?.announcement).toEqual({
      kind: 'reacted',
      reaction: 'clap',
      names: ['Ada', 'Ben'],
    })
  })
})

describe('edits of a text', () => {
  const applied = (text: string, { at, removed, inserted }: Edit): string =>
    text.slice(0, at) + inserted + text.slice(at + removed)

  it('are what was typed, also between equal letters and at both ends', () => {
    expect(editOf('aaa', 'aaaa', 1)).toEqual({ at: 0, removed: 0, inserted: 'a' })
    expect(editOf('aaa', 'aaaa', 4)).toEqual({ at: 3, removed: 0, inserted: 'a' })
    expect(editOf('same', 'same')).toBeNull()
    expect(editOf('', 'new')).toEqual({ at: 0, removed: 0, inserted: 'new' })
    expect(editOf('gone', '')).toEqual({ at: 0, removed: 4, inserted: '' })
  })

  it('add up to the text, whatever changed, and never cut a character in two', () => {
    const letters = ['a', 'b', '😀', '😁', '\n', '好']
    let seed = 7
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    const text = (): string => Array.from({ length: random(7) }, () => letters[random(letters.length)]).join('')
    for (let round = 0; round < 3_000; round++) {
      const [before, after] = [text(), text()]
      const edit = editOf(before, after, random(after.length + 1))
      if (edit === null) expect(after).toBe(before)
      else {
        expect(applied(before, edit)).toBe(after)
        expect(edit.inserted).not.toMatch(/\p{Cs}/u)
        expect(before.slice(edit.at, edit.at + edit.removed)).not.toMatch(/\p{Cs}/u)
      }
    }
  })

  it('of others move the cursor with what it stands at', () => {
    const edit = { at: 3, removed: 2, inserted: 'xyz' }
    expect([0, 3, 4, 5, 9].map((place) => movedBy(edit, place))).toEqual([0, 3, 6, 6, 10])
  })

  it('make agenda items, tick them and go on with the next', () => {
    const step = (text: string, place: number): string => applied(text, toggleItem(text, place))
    expect(step('one\ntwo', 5)).toBe('one\n☐ two')
    expect(step('one\n☐ two', 5)).toBe('one\n☑ two')
    expect(step('one\n☑ two', 9)).toBe('one\ntwo')
    expect(applied('☐ one', continueItem('☐ one', 5)!)).toBe('☐ one\n☐ ')
    expect(applied('☐ one\n☐ ', continueItem('☐ one\n☐ ', 8)!)).toBe('☐ one\n')
    expect(continueItem('one', 3)).toBeNull()
    expect(continueItem('☐ one', 0)).toBeNull()
  })
})

describe('what happens with the tools', () => {
  function set(fails: ProblemError | null = null) {
    const asked: NewRequest[] = []
    const notices = new Notices()
    const tools = new Tools({
      ask: async (request) => {
        asked.push(request)
        if (fails) throw fails
        return { ...DEFAULTS.Done, type: 'done', id: 1 }
      },
      notices,
      now: () => Date.now(),
      ring: () => undefined,
    })
    return { tools, asked, notices: () => notices.shown.get().map(({ kind, name }) => `${kind} ${name}`) }
  }
  const host = state({ participants: [participant(1, { role: 'participant' }), participant(ME, { role: 'host' })] })

  it('tells those who moderate of hands, and screen readers of the others', () => {
    const one = set()
    one.tools.entered(step({ change: 'hand_raised', participant: 1 }, host, { ...host, hands: [1] }))
    expect(one.notices()).toEqual(['hand Person 1'])
    const other = set()
    const plain = state({ hands: [1] })
    other.tools.entered(step({ change: 'hand_raised', participant: 1 }, state(), plain))
    expect(other.notices()).toEqual([])
    const said = { kind: 'hand_raised', name: 'Person 1', place: 1 }
    expect(other.tools.announcements.latest.get()?.announcement).toEqual(said)
    other.tools.entered(step({ change: 'hand_raised', participant: ME }, plain, { ...plain, hands: [1, ME] }))
    expect(other.tools.announcements.latest.get()?.announcement).toEqual({ kind: 'own_hand', place: 2 })
  })

  it('tells whose hand the host lowered', () => {
    const { tools, notices } = set()
    const before = state({ hands: [ME] })
    tools.entered(step({ change: 'hand_lowered', participant: ME, by: 1 }, before, state()))
    tools.entered(step({ change: 'all_hands_lowered', by: 1 }, before, state()))
    tools.entered(step({ change: 'all_hands_lowered', by: 1 }, state(), state()))
    expect(notices()).toEqual(['hand_lowered_by Person 1', 'hand_lowered_by Person 1'])
  })

  it('marks polls that were not looked at, those a late joiner finds too', () => {
    const { tools, notices } = set()
    tools.entered(step({ change: 'poll_created', poll: POLL }, state(), state({ polls: [POLL] })))
    expect([...tools.unseenPolls.get()]).toEqual([11])
    expect(notices()).toEqual(['poll Person 1'])
    tools.lookAtPolls(true)
    expect(tools.unseenPolls.get().size).toBe(0)
    const late = set().tools
    const closed = { ...POLL, poll: 12, open: false }
    late.message(
      {
        ...DEFAULTS.Welcome,
        type: 'welcome',
        protocol: 1,
        participant: ME,
        host_us: 0,
        state: state({ polls: [POLL, closed] }),
      },
      null,
      null,
    )
    expect([...late.unseenPolls.get()]).toEqual([11])
  })

  it('says why something did not happen, and forgets it with the next try', async () => {
    const { tools, asked } = set(new ProblemError('too_many_polls', { limit: 20 }))
    const poll = { question: 'When?', options: ['Now', 'Later'] }
    expect(await tools.createPoll(poll)).toBe(false)
    expect(tools.problem.get()).toEqual({ code: 'too_many_polls', detail: { limit: 20 } })
    expect(asked).toEqual([{ type: 'create_poll', ...poll }])
  })

  it('keeps what this person voted, as the host says', () => {
    const { tools } = set()
    tools.message({ type: 'ballots', ballots: [{ poll: 11, options: [1], settled: false }] }, null, null)
    expect(tools.ballots.get().get(11)?.options).toEqual([1])
    tools.message({ type: 'ballots', ballots: [] }, null, null)
    expect(tools.ballots.get().size).toBe(0)
  })

  it('gives the transcript a closed poll in words of its question only', () => {
    const closed = entry(20, { change: 'poll_closed', poll: 11, voters: 3, counts: [2, 1], ballots: [], by: 1 })
    const summary = pollSummary(state({ polls: [POLL] }), closed)
    expect(summary).toMatchObject({ entry: 20, participant: 1, name: 'Person 1', at: 20 })
    expect(summary?.text).toBe('📊 When?\n\n- Now: 2\n- Later: 1\n\nΣ 3')
    expect(pollSummary(state(), closed)).toBeNull()
  })
})
