import { describe, expect, it } from 'vitest'
import { NewlyWaiting } from './newly_waiting'

describe('who came to the waiting room', () => {
  it('is told once each, in the order of the list', () => {
    const newly = new NewlyWaiting()
    const [anna, ben, cleo] = [{ waiting: 1 }, { waiting: 2 }, { waiting: 3 }]
    expect(newly.cameIn([anna, ben])).toEqual([anna, ben])
    expect(newly.cameIn([anna, ben])).toEqual([])
    expect(newly.cameIn([ben, cleo])).toEqual([cleo])
  })

  it('is not told again when the list comes back with the connection', () => {
    const newly = new NewlyWaiting()
    newly.cameIn([{ waiting: 1 }])
    newly.cameIn([])
    expect(newly.cameIn([{ waiting: 1 }, { waiting: 2 }])).toEqual([{ waiting: 2 }])
  })
})
