import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { ErrorCode } from '../../wire/messages'
import type { NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import { Moderation } from './moderation'

function set(refusal?: ErrorCode): { moderation: Moderation; asked: NewRequest[] } {
  const asked: NewRequest[] = []
  const moderation = new Moderation((request) => {
    asked.push(request)
    return refusal
      ? Promise.reject(new ProblemError(refusal))
      : Promise.resolve({ ...DEFAULTS.Done, type: 'done', id: 1 })
  })
  return { moderation, asked }
}

describe('moderating', () => {
  it('asks the host for exactly what was meant', async () => {
    const { moderation, asked } = set()
    await moderation.admit(7)
    await moderation.refuse(8, true)
    await moderation.remove(3, false)
    await moderation.setCoHost(4, true)
    await moderation.setCoHost(4, false)
    await moderation.setPermission('chat', false)
    expect(asked).toEqual([
      { type: 'admit', waiting: 7 },
      { type: 'refuse_entry', waiting: 8, keep_out: true },
      { type: 'remove', participant: 3, keep_out: false },
      { type: 'make_co_host', participant: 4 },
      { type: 'unmake_co_host', participant: 4 },
      { type: 'change_permissions', chat: false },
    ])
  })

  it('says why something did not happen', async () => {
    const { moderation } = set('meeting_full')
    expect(await moderation.admitAll()).toBe(false)
    expect(moderation.problem.get()).toMatchObject({ code: 'meeting_full' })
  })

  it('says nothing where somebody else was quicker', async () => {
    const { moderation } = set('not_waiting')
    expect(await moderation.admit(7)).toBe(false)
    expect(moderation.problem.get()).toBeNull()
  })

  it('forgets the lobby with the connection', () => {
    const { moderation } = set()
    moderation.told({
      type: 'lobby',
      waiting: [{ ...DEFAULTS.Waiting, waiting: 1, name: 'Dan', role: 'guest', since: 0 }],
      kept_out: [],
    })
    expect(moderation.lobby.get().waiting).toHaveLength(1)
    moderation.forget()
    expect(moderation.lobby.get().waiting).toEqual([])
  })
})
