import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Permissions, Role } from '../../wire/messages'
import { RIGHTS } from '../../wire/rules'
import { ME, participant, state } from '../testing/meeting'
import { may, moderates, permittedTo, powersOver } from './rights'

const ROLES: Role[] = ['host', 'co_host', 'participant', 'guest']

function as(role: Role, permissions: Partial<Permissions> = {}): ReturnType<typeof state> {
  return state({
    participants: [participant(1), participant(ME, { role })],
    permissions: { ...DEFAULTS.Permissions, ...permissions },
  })
}

describe('what somebody may begin', () => {
  it('follows the permissions of the meeting for those whom they bind', () => {
    expect(permittedTo(as('participant', { chat: false, camera: false }), ME)).toEqual({
      chat: false,
      private_chat: true,
      files: true,
      camera: false,
      screen: true,
      rename: true,
      microphone: true,
      tools: true,
      notes: true,
    })
    expect(permittedTo(as('co_host', { chat: false, camera: false }), ME).chat).toBe(true)
  })

  it('leaves a guest the name it was let in by', () => {
    expect(permittedTo(as('guest'), ME)).toMatchObject({ rename: false, chat: true, tools: false, notes: true })
  })

  it('is the table, but for the permissions', () => {
    for (const role of ROLES) {
      for (const request of Object.keys(RIGHTS) as (keyof typeof RIGHTS)[]) {
        expect(may(as(role), role, request), `${role} ${request}`).toBe(RIGHTS[request][role] !== 'no')
      }
    }
    expect(ROLES.filter(moderates)).toEqual(['host', 'co_host'])
  })
})

describe('what somebody may do to others', () => {
  const talking = {
    me: false,
    role: 'participant',
    deputy: true,
    connected: true,
    muted: false,
    video: 3,
    screens: [4],
  } as const

  it('depends on both ranks', () => {
    for (const me of ROLES) {
      for (const role of ROLES) {
        const powers = powersOver(me, { ...talking, role })
        const above =
          (me === 'host' && role !== 'host') || (me === 'co_host' && ['participant', 'guest'].includes(role))
        expect([me, role, powers.remove, powers.mute, powers.stopCamera, powers.stopScreen]).toEqual([
          me,
          role,
          above,
          above,
          above,
          above,
        ])
        expect(powers.makeCoHost).toBe(me === 'host' && role === 'participant')
        expect(powers.unmakeCoHost).toBe(me === 'host' && role === 'co_host')
      }
    }
  })

  it('offers only what makes a difference', () => {
    expect(powersOver('host', { ...talking, muted: true, video: null, screens: [] })).toMatchObject({
      mute: false,
      stopCamera: false,
      stopScreen: false,
    })
    expect(Object.values(powersOver('host', { ...talking, me: true })).some(Boolean)).toBe(false)
  })

  it('lets the host hand the meeting over to a deputy who is there', () => {
    expect(ROLES.filter((me) => powersOver(me, talking).handOver)).toEqual(['host'])
    expect(ROLES.filter((me) => powersOver(me, talking).standIn)).toEqual(['host'])
    expect(powersOver('host', { ...talking, role: 'guest' }).standIn).toBe(false)
    expect(powersOver('host', { ...talking, role: 'co_host' }).handOver).toBe(true)
    expect(powersOver('host', { ...talking, deputy: false }).handOver).toBe(false)
    expect(powersOver('host', { ...talking, connected: false }).handOver).toBe(false)
  })
})

it('asks for the permission that a request needs', () => {
  expect(may(as('participant', { tools: false }), 'participant', 'create_poll')).toBe(false)
  expect(may(as('participant', { tools: true }), 'participant', 'create_poll')).toBe(true)
  expect(may(as('co_host', { tools: false }), 'co_host', 'create_poll')).toBe(true)
})
