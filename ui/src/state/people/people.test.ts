import { expect, it } from 'vitest'
import { participant, state } from '../testing/meeting'
import { found, peopleOf } from './people'

const NAMES = ['Zoë Saldaña', '李明', 'Grace Hopper', 'ANN', 'Ann-Kathrin']
const PEOPLE = peopleOf(state({ participants: NAMES.map((name, at) => participant(at + 1, { name })) }), 99)

it.each([
  ['', NAMES],
  ['  ', NAMES],
  ['zoe', ['Zoë Saldaña']],
  ['SALDANA zo', ['Zoë Saldaña']],
  ['明', ['李明']],
  ['ann', ['ANN', 'Ann-Kathrin']],
  ['nobody', []],
])('%j finds', (wanted, names) => {
  expect(found(PEOPLE, wanted).map(({ name }) => name)).toEqual(names)
})
