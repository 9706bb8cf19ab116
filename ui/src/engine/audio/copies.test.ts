import { describe, expect, it } from 'vitest'
import { FirstCopies } from './copies'

const taken = (...sequences: number[]): number[] => {
  const copies = new FirstCopies()
  return sequences.filter((sequence) => copies.isNew(sequence))
}

describe('copies of sound frames', () => {
  it('takes the first copy of each frame, whichever way it comes', () => {
    expect(taken(0, 0, 1, 2, 1, 2, 3, 3)).toEqual([0, 1, 2, 3])
  })

  it('goes on while one of the two ways stands still, and ignores what that way brings afterwards', () => {
    expect(taken(7, 7, 8, 9, 10, 8, 9, 10, 11)).toEqual([7, 8, 9, 10, 11])
  })

  it('leaves a gap where both ways lost a frame', () => {
    expect(taken(1, 4, 4, 5)).toEqual([1, 4, 5])
  })

  it('follows numbers that wrap', () => {
    expect(taken(0xffffffff, 0xffffffff, 0, 0xffffffff, 1, 0)).toEqual([0xffffffff, 0, 1])
  })

  it('follows a sender that began anew', () => {
    expect(taken(5000, 5001, 0, 1, 1, 2)).toEqual([5000, 5001, 0, 1, 2])
  })
})
