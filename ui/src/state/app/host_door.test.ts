import { describe, expect, it } from 'vitest'
import type { CodeGuessed, CodeKind, HostedMeeting, NewCode } from '../../wire/messages'
import { ProblemError } from '../problem'
import { Store } from '../store'
import { HostDoor } from './host_door'

const NEWS: CodeGuessed = { event: 'code_guessed', address: '10.0.0.7', times: 5, total: 5, addresses: 1 }

function stage(kind: CodeKind = 'digits_6') {
  const meeting = { meeting: 'a', code: '482913', code_kind: kind } as HostedMeeting
  const hosting = new Store<HostedMeeting | null>(meeting)
  const asked: NewCode[] = []
  let fails = false
  const door = new HostDoor(
    {
      renewCode: async (wish) => {
        asked.push(wish)
        if (fails) throw new ProblemError('not_in_meeting')
        return { ...meeting, code: '123456789', ...(wish.code && { code_kind: wish.code }) }
      },
      allowGuests: async () => meeting,
    },
    hosting,
  )
  return { door, hosting, asked, fail: () => (fails = true) }
}

describe('somebody who guesses the code', () => {
  it('is told of until there is another code, which is a longer one', async () => {
    const { door, hosting, asked } = stage()
    door.guessed(NEWS)
    expect(door.guessing.get()).toEqual(NEWS)
    door.guessed({ ...NEWS, times: 10 })
    expect(door.guessing.get()?.times).toBe(10)
    expect(await door.renewCode(door.safeKind)).toBe(true)
    expect(asked).toEqual([{ code: 'digits_9', own_code: '' }])
    expect(hosting.get()?.code).toBe('123456789')
    expect(door.guessing.get()).toBeNull()
  })

  it('is told of still where there is no other code', async () => {
    const { door, fail } = stage()
    fail()
    door.guessed(NEWS)
    await door.renewCode(door.safeKind)
    expect(door.guessing.get()).toEqual(NEWS)
    expect(door.codeProblem.get()?.code).toBe('not_in_meeting')
  })

  it('is no news any more when the meeting is over, nor in one of somebody else', () => {
    const { door, hosting } = stage()
    door.guessed(NEWS)
    hosting.set(null)
    expect(door.guessing.get()).toBeNull()
    door.guessed(NEWS)
    expect(door.guessing.get()).toBeNull()
  })

  it.each([
    ['own', 'digits_9'],
    ['digits_12', 'digits_12'],
    ['words', 'words'],
  ] as const)('leads from %s to %s', (kind, safe) => {
    expect(stage(kind).door.safeKind).toBe(safe)
  })
})
