import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Change, MeetingState } from '../../wire/messages'
import { entry, ME, participant, state, track } from '../testing/meeting'
import { Notices, notice, noticesOf } from './notices'

function said(change: Change, before: MeetingState = state()): string[] {
  return noticesOf(before, entry(11, change), ME).map(({ kind, name }) => `${kind} ${name}`.trim())
}

const MIC = track(7, ME, 'microphone')
const ALL = { ...DEFAULTS.Permissions, chat: true, screen: true, rename: true, microphone: true, camera: true }

describe('notices', () => {
  it('say who stopped what', () => {
    const before = state({ tracks: [MIC, track(8, ME, 'camera'), track(9, ME, 'screen'), track(10, 3, 'microphone')] })
    expect(said({ change: 'track_updated', track: { ...MIC, muted: true }, by: 1 }, before)).toEqual([
      'muted_by Person 1',
    ])
    expect(said({ change: 'track_updated', track: track(8, ME, 'camera', { muted: true }), by: 1 }, before)).toEqual([
      'camera_stopped_by Person 1',
    ])
    expect(said({ change: 'track_unpublished', track: 9, by: 1 }, before)).toEqual(['screen_stopped_by Person 1'])
    expect(said({ change: 'track_updated', track: { ...MIC, muted: true }, by: null }, before)).toEqual([])
    expect(
      said({ change: 'track_updated', track: track(10, 3, 'microphone', { muted: true }), by: 1 }, before),
    ).toEqual([])
  })

  it('tell removed from left', () => {
    expect(said({ change: 'left', participant: 1, reason: 'removed', by: 3 })).toEqual(['removed Person 1'])
    expect(said({ change: 'left', participant: 1, reason: 'link_lost', by: null })).toEqual(['gone Person 1'])
  })

  it('tell of co-hosts', () => {
    expect(said({ change: 'role_changed', participant: ME, role: 'co_host', by: 1 })).toEqual(['you_co_host'])
    expect(said({ change: 'role_changed', participant: ME, role: 'participant', by: 1 })).toEqual(['you_no_co_host'])
    const three = state({ participants: [participant(1), participant(ME), participant(3)] })
    expect(said({ change: 'role_changed', participant: 3, role: 'co_host', by: 1 }, three)).toEqual([
      'co_host Person 3',
    ])
    expect(said({ change: 'role_changed', participant: 3, role: 'participant', by: 1 }, three)).toEqual([])
  })

  it('tell of permissions those whom they bind', () => {
    const change: Change = { change: 'permissions_changed', permissions: { ...ALL, chat: false, rename: false }, by: 1 }
    expect(said(change)).toEqual(['forbidden_chat', 'forbidden_rename'])
    expect(said({ ...change, permissions: ALL }, state({ permissions: { ...ALL, chat: false } }))).toEqual([
      'allowed_chat',
    ])
    const helping = state({ participants: [participant(1), participant(ME, { role: 'co_host' })] })
    expect(said(change, helping)).toEqual([])
  })

  it('tell of the lock those who can open it', () => {
    const helping = state({ participants: [participant(1), participant(ME, { role: 'co_host' })] })
    expect(said({ change: 'lock_switched', on: true, by: 1 }, helping)).toEqual(['locked'])
    expect(said({ change: 'lock_switched', on: false, by: 1 }, helping)).toEqual(['unlocked'])
    expect(said({ change: 'lock_switched', on: true, by: ME }, helping)).toEqual([])
    expect(said({ change: 'lock_switched', on: true, by: 1 })).toEqual([])
  })

  it('count those who come and go together', () => {
    const notices = new Notices()
    const shown = (): string[] => notices.shown.get().map(({ kind, name }) => `${kind} ${name}`.trim())
    for (const name of ['Ada', 'Bob']) notices.add(notice('joined', name))
    expect(shown()).toEqual(['joined Ada', 'joined Bob'])
    notices.add(notice('locked'))
    for (const name of ['Cem', 'Dora']) notices.add(notice('joined', name))
    expect(shown()).toEqual(['locked', 'joined_many 4'])
    notices.add(notice('left', 'Eve'))
    expect(shown()).toEqual(['locked', 'joined_many 4', 'left Eve'])
  })
})
