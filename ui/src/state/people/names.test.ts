import { describe, expect, it } from 'vitest'
import { ME, participant, state } from '../testing/meeting'
import { partnersApart, toldApart } from './names'
import { peopleOf } from './people'

describe('people of one name', () => {
  it('are numbered in the order they came, others are not', () => {
    expect(toldApart(['Anna', 'Bert', 'Anna', 'Anna'])).toEqual(['Anna (1)', 'Bert', 'Anna (2)', 'Anna (3)'])
    expect(toldApart(['王小明', '王小明'])).toEqual(['王小明 (1)', '王小明 (2)'])
    expect(toldApart([])).toEqual([])
  })

  it('are those whose names look the same', () => {
    expect(toldApart(['Anna', 'anna'])).toEqual(['Anna (1)', 'anna (2)'])
    expect(toldApart(['Anna', 'An\u200bna', 'Ａｎｎａ'])).toEqual(['Anna (1)', 'An\u200bna (2)', 'Ａｎｎａ (3)'])
    expect(toldApart(['Anna', 'Änna'])).toEqual(['Anna', 'Änna'])
  })

  it('never get what somebody is really called', () => {
    expect(toldApart(['Anna', 'Anna (1)', 'Anna', 'Anna (2)'])).toEqual([
      'Anna (3)',
      'Anna (1)',
      'Anna (4)',
      'Anna (2)',
    ])
    expect(new Set(toldApart(['A', 'A', 'A (1)', 'A (1)'])).size).toBe(4)
  })

  it('are told apart from those who left, with whom there is a conversation', () => {
    const participants = [participant(1, { name: 'Anna' }), participant(4, { name: 'Bert' })]
    const partners = [
      { participant: 7, name: 'Anna' },
      { participant: 1, name: 'Anna' },
      { participant: 9, name: 'Cem' },
      { participant: 8, name: 'anna' },
    ]
    expect([...partnersApart(participants, partners)]).toEqual([
      [7, 'Anna (2)'],
      [1, 'Anna'],
      [9, 'Cem'],
      [8, 'anna (3)'],
    ])
  })

  it('are told apart as tiles and lists show them, whoever looks', () => {
    const participants = [1, 4, 7].map((id) => participant(id, { name: id === 4 ? 'Bert' : 'Anna' }))
    for (const me of [1, 4, 7]) {
      const names = Object.fromEntries(peopleOf(state({ participants }), me).map(({ id, name }) => [id, name]))
      expect(names).toEqual({ 1: 'Anna (1)', 4: 'Bert', 7: 'Anna (2)' })
    }
    expect(peopleOf(state({ participants: [participant(ME, { name: 'Anna' })] }), ME)[0]?.name).toBe('Anna')
  })
})
