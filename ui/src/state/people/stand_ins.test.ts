import { describe, expect, it } from 'vitest'
import type { LinkState } from '../../engine/api'
import type { Participant, Role } from '../../wire/messages'
import { ME, participant, state } from '../testing/meeting'
import { type Person, peopleOf } from './people'
import { lacksStandIn, leftBehind, standIns, takingOver, wishOf } from './stand_ins'

function people(...others: [id: number, role: Role, connected?: boolean][]): Person[] {
  const participants: Participant[] = others.map(([id, role, connected = true]) => participant(id, { role, connected }))
  return peopleOf(state({ participants, deputies: [4, 3] }), ME)
}

const named = (deputies: number[], unreached: number[] = [], unwilling: number[] = []) => ({
  deputies,
  unreached,
  unwilling,
})

describe('who stands in for the host', () => {
  const everybody = people([ME, 'host'], [3, 'participant'], [4, 'co_host', false], [5, 'participant'])

  it('is marked as such, and is the first one who can be reached', () => {
    expect(everybody.filter(({ deputy }) => deputy).map(({ id }) => id)).toEqual([3, 4])
    expect(standIns(everybody, [4, 3]).map(({ id }) => id)).toEqual([3])
    expect(standIns(people([3, 'participant'], [4, 'participant']), [4, 3]).map(({ id }) => id)).toEqual([4, 3])
    expect(standIns(everybody, [9])).toEqual([])
  })

  it('is missed by the host alone, and not while there is nobody else', () => {
    expect(lacksStandIn('host', everybody, named([4, 3]))).toBeNull()
    expect(lacksStandIn('host', everybody, named([]))?.why).toBe('nobody')
    expect(lacksStandIn('host', everybody, named([4]))?.why).toBe('nobody')
    expect(lacksStandIn('co_host', everybody, named([]))).toBeNull()
    expect(lacksStandIn('host', people([ME, 'host']), named([]))).toBeNull()
    expect(lacksStandIn('host', people([ME, 'host'], [3, 'participant', false]), named([]))).toBeNull()
  })

  it('is missed for a reason', () => {
    expect(lacksStandIn('host', everybody, named([], [5], [3]))).toEqual({ why: 'unreached', names: ['Person 5'] })
    expect(lacksStandIn('host', everybody, named([], [4]))?.why).toBe('nobody')
    expect(lacksStandIn('host', everybody, named([], [], [3]))?.why).toBe('nobody')
    expect(lacksStandIn('host', everybody, named([], [], [5, 3]))?.why).toBe('unwilling')
    expect(lacksStandIn('host', everybody, named([3], [5]))).toBeNull()
  })

  it('may be wished for', () => {
    const [bob, eve] = [3, 5].map((id) => everybody.find((one) => one.id === id))
    if (!bob || !eve) throw new Error('nobody there')
    expect(wishOf(eve, { ...named([3]), wished_deputy: 5 })).toBe('waits')
    expect(wishOf(eve, { ...named([3], [5]), wished_deputy: 5 })).toBe('unreached')
    expect(wishOf(eve, { ...named([3], [], [5]), wished_deputy: 5 })).toBe('unwilling')
    expect(wishOf(bob, { ...named([3]), wished_deputy: 3 })).toBeNull()
    expect(wishOf(bob, { ...named([3]), wished_deputy: 5 })).toBeNull()
    expect(wishOf(bob, { ...named([3]), wished_deputy: null })).toBeNull()
  })

  it('cannot be somebody with a browser', () => {
    expect(lacksStandIn('host', people([ME, 'host'], [3, 'guest'], [4, 'participant', false]), named([]))?.why).toBe(
      'browsers',
    )
    expect(leftBehind(people([ME, 'host'], [3, 'guest'], [4, 'guest', false], [5, 'guest']))).toBe(2)
  })
})

describe('a link that was lost with the host', () => {
  const lost = (attempt: number): LinkState => ({ state: 'lost', since: 0, attempt, reason: 'host_unreachable' })
  const everybody = people([1, 'host'], [ME, 'participant'], [3, 'participant'])

  it('says for a while who is taking over', () => {
    expect(takingOver(lost(0), everybody, [3])?.id).toBe(3)
    expect(takingOver(lost(5), everybody, [ME, 3])?.me).toBe(true)
    expect(takingOver(lost(6), everybody, [3])).toBeNull()
  })

  it('says nothing like that where only one is left', () => {
    expect(takingOver(lost(0), people([1, 'host'], [ME, 'participant'], [3, 'guest']), [ME])).toBeNull()
  })

  it('says nothing like that where nobody stands in, to the host, or when it is not lost', () => {
    expect(takingOver(lost(0), everybody, [])).toBeNull()
    expect(takingOver({ state: 'open' }, everybody, [3])).toBeNull()
    expect(takingOver(lost(0), people([ME, 'host'], [3, 'participant']), [3])).toBeNull()
  })
})
