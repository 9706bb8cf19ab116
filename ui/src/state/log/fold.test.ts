import { describe, expect, it } from 'vitest'
import vectors from '../../../../tests/vectors/meeting_fold.json'
import type { Entry, MeetingState } from '../../wire/messages'
import { entry, message, participant, state, track } from '../testing/meeting'
import { applyEntries, applyEntry, CHAT_KEPT, withOlderChat } from './fold'

describe('the story shared with Python', () => {
  const steps = vectors.steps as unknown as { entry: Entry; state: MeetingState }[]
  it.each(steps.map((step) => [step.entry.number, step.entry.change.change, step] as const))(
    '%i: %s',
    (number, _, step) => {
      const before = steps[number - 2]?.state ?? (vectors.start as MeetingState)
      expect(applyEntry(before, step.entry)).toEqual(step.state)
    },
  )
})

describe('the fold of entries', () => {
  it('adds and removes people together with their tracks', () => {
    const joined = applyEntries(state(), [
      entry(11, { change: 'joined', participant: participant(3) }),
      entry(12, { change: 'track_published', track: track(8, 3, 'camera') }),
    ])
    expect(joined.participants.map((one) => one.participant)).toEqual([1, 2, 3])
    expect(joined.tracks).toHaveLength(1)
    const left = applyEntry(joined, entry(13, { change: 'left', participant: 3, reason: 'left', by: null }))
    expect(left.participants.map((one) => one.participant)).toEqual([1, 2])
    expect(left.tracks).toEqual([])
  })

  it('skips what was applied already and refuses what does not follow', () => {
    const before = state()
    expect(applyEntry(before, entry(10, { change: 'ended', reason: 'host_quit' }))).toBe(before)
    expect(() => applyEntry(before, entry(12, { change: 'ended', reason: 'host_quit' }))).toThrow(RangeError)
  })

  it('follows links, names, tracks and the end', () => {
    const after = applyEntries(state({ tracks: [track(5, 1, 'microphone')] }), [
      entry(11, { change: 'link_lost', participant: 1 }),
      entry(12, { change: 'renamed', participant: 2, name: 'Other' }),
      entry(13, { change: 'track_updated', track: track(5, 1, 'microphone', { muted: true }), by: null }),
      entry(14, { change: 'link_restored', participant: 1 }),
      entry(15, { change: 'link_lost', participant: 2 }),
      entry(16, { change: 'ended', reason: 'ended_by_host' }),
    ])
    expect(after.participants.map(({ name, connected }) => [name, connected])).toEqual([
      ['Person 1', true],
      ['Other', false],
    ])
    expect(after.tracks[0]?.muted).toBe(true)
    expect(after).toMatchObject({ ended: true, entry: 16 })
    expect(applyEntry(after, entry(17, { change: 'track_unpublished', track: 5, by: null })).tracks).toEqual([])
  })

  it('never changes the state it was given', () => {
    const before = Object.freeze(state({ chat: Object.freeze([message(9)]) as never }))
    expect(applyEntry(before, entry(11, { change: 'chat_posted', message: message(11) })).chat).toHaveLength(2)
    expect(before.chat).toHaveLength(1)
  })

  it('keeps a bounded chat and says that there is more', () => {
    const chat = Array.from({ length: CHAT_KEPT }, (_, at) => message(at + 1))
    const after = applyEntry(
      state({ chat, entry: CHAT_KEPT }),
      entry(CHAT_KEPT + 1, { change: 'chat_posted', message: message(CHAT_KEPT + 1) }),
    )
    expect(after.chat).toHaveLength(CHAT_KEPT)
    expect(after.chat[0]?.entry).toBe(2)
    expect(after.chat_before).toBe(true)
  })
})

describe('chat that was loaded before', () => {
  it('is put before what is known, without repeating', () => {
    const known = state({ chat: [message(5), message(6)], chat_before: true })
    const after = withOlderChat(known, [message(3), message(4), message(5)], false)
    expect(after.chat.map((one) => one.entry)).toEqual([3, 4, 5, 6])
    expect(after.chat_before).toBe(false)
  })
})
