import { describe, expect, it } from 'vitest'
import { Order } from './order'

/** An order of people 1 to `count`, of whom the first `seen` can be seen. */
function set(count: number, seen: number) {
  const order = new Order()
  order.present(Array.from({ length: count }, (_, at) => at + 1))
  let now = 0
  return {
    order,
    /** For this long these people speak; answers the order at the end. */
    passes(milliseconds: number, ...speakers: number[]): readonly number[] {
      for (const end = now + milliseconds; now <= end; now += 250) {
        order.heard(speakers, order.people.slice(0, seen), now)
      }
      return order.people
    },
  }
}

describe('the order of people', () => {
  it('is the order in which they joined, whoever speaks in sight', () => {
    expect(set(4, 3).passes(5_000, 1, 3)).toEqual([1, 2, 3, 4])
  })

  it('brings somebody forward who speaks out of sight, in the place of who never spoke', () => {
    const { passes } = set(5, 3)
    passes(2_000, 3)
    expect(passes(1_000, 5)).toEqual([1, 5, 3, 4, 2])
  })

  it('leaves everybody in place for a word out of sight', () => {
    expect(set(5, 3).passes(500, 5)).toEqual([1, 2, 3, 4, 5])
  })

  it('makes room where silence is longest', () => {
    const { passes } = set(4, 3)
    passes(500, 2)
    passes(500, 1)
    passes(500, 3)
    expect(passes(1_500, 4)).toEqual([1, 4, 3, 2])
  })

  it('takes nobody away who speaks', () => {
    expect(set(4, 3).passes(3_000, 1, 2, 3, 4)).toEqual([1, 2, 3, 4])
  })

  it('keeps places when somebody leaves, and puts newcomers last', () => {
    const { order, passes } = set(5, 3)
    passes(2_000, 5)
    expect(order.people).toEqual([1, 2, 5, 4, 3])
    order.present([1, 3, 4, 5, 6])
    expect(order.people).toEqual([1, 5, 4, 3, 6])
  })

  it('puts a leader first, and whoever was first in their place', () => {
    const { order } = set(4, 2)
    order.lead(3)
    order.lead(3)
    expect(order.people).toEqual([3, 2, 1, 4])
    order.lead(99)
    expect(order.people).toEqual([3, 2, 1, 4])
  })
})
