import { beforeEach, describe, expect, it } from 'vitest'
import type { Change, MeetingState } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'
import { applyEntry } from '../log/fold'
import { entry, ME, participant, state } from '../testing/meeting'
import { Notices } from './notices'

const MOVED: Change = { change: 'host_changed', participant: 3, before: 1, term: 2 }
const lost = (who: number): Change => ({ change: 'link_lost', participant: who })
const back = (who: number): Change => ({ change: 'link_restored', participant: who })
const four = (change: Partial<MeetingState> = {}): MeetingState =>
  state({ participants: [1, ME, 3, 4].map((one) => participant(one)), ...change })

describe('notices of a change of the host', () => {
  let notices: Notices
  let now: MeetingState
  let at: number

  beforeEach(() => {
    notices = new Notices()
    now = four()
    at = 1_000
  })

  /** What is said of these changes, one after the other. */
  function said(...changes: Change[]): string[] {
    const before = notices.shown.get().at(-1)?.id ?? 0
    for (const change of changes) {
      const news = { ...entry(now.entry + 1, change), at }
      const after = applyEntry(now, news)
      notices.entered({ entry: news, before: now, after, me: ME })
      now = after
    }
    const news = notices.shown.get().filter(({ id }) => id > before)
    return news.map(({ kind, name }) => `${kind} ${name}`.trim())
  }

  it('say it once, not of each link that was lost with the host and comes back', () => {
    expect(said(MOVED, back(3), back(ME), back(4), back(1))).toEqual(['host_changed Person 3'])
    expect(said(lost(4), back(4))).toEqual(['link_lost Person 4', 'link_restored Person 4'])
  })

  it('tell the new host, and who hosted before, what that makes them', () => {
    expect(said({ ...MOVED, participant: ME })).toEqual(['you_host'])
    now = four({
      participants: [participant(1, { role: 'participant' }), participant(ME, { role: 'host' }), participant(3)],
    })
    expect(said({ ...MOVED, before: ME })).toEqual(['host_changed_from_you Person 3'])
  })

  it('tell of those who were lost before, and of those who do not come back', () => {
    expect(said(lost(4), MOVED, back(ME), back(4))).toEqual([
      'link_lost Person 4',
      'host_changed Person 3',
      'link_restored Person 4',
    ])
    expect(said({ change: 'left', participant: 1, reason: 'link_lost', by: null })).toEqual(['gone Person 1'])
  })

  it('say nothing twice of a link that went with the host', () => {
    expect(said(lost(3), MOVED, lost(4), back(4), lost(4))).toEqual([
      'link_lost Person 3',
      'host_changed Person 3',
      'link_lost Person 4',
    ])
  })

  it('tell of who comes back later than the place was kept', () => {
    said(MOVED, back(3))
    at += LIMITS.return_seconds
    expect(said(back(4))).toEqual([])
    at += 1
    expect(said(back(1))).toEqual(['link_restored Person 1'])
  })

  it('are as quiet when the next host is gone before all were back', () => {
    expect(
      said(MOVED, back(4), { change: 'host_changed', participant: 4, before: 3, term: 3 }, back(1), back(4)),
    ).toEqual(['host_changed Person 3', 'host_changed Person 4'])
  })

  it('say it of a whole new state, too, and nothing of one in which nobody else hosts', () => {
    const moved = applyEntry(now, entry(now.entry + 1, MOVED))
    notices.caughtUp(now, now, ME, at)
    expect(notices.shown.get()).toEqual([])
    notices.caughtUp(now, moved, ME, at)
    now = moved
    expect(notices.shown.get().map(({ kind }) => kind)).toEqual(['host_changed'])
    expect(said(back(4))).toEqual([])
  })
})
