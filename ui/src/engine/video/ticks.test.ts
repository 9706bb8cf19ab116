import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Ticks } from './ticks'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a hidden page', () => {
  it('is told to take 30 frames a second as long as it answers', () => {
    let taken = 0
    const ticks: Ticks = new Ticks(() => {
      taken++
      ticks.answered()
    })
    ticks.start()
    vi.advanceTimersByTime(1_000)
    expect(taken).toBe(30)
    ticks.stop()
    vi.advanceTimersByTime(1_000)
    expect(taken).toBe(30)
  })

  it('is asked once while it is held up', () => {
    let taken = 0
    const ticks = new Ticks(() => taken++)
    ticks.start()
    vi.advanceTimersByTime(1_000)
    expect(taken).toBe(1)
    ticks.answered()
    vi.advanceTimersByTime(50)
    expect(taken).toBe(2)
    ticks.start()
    vi.advanceTimersByTime(50)
    expect(taken).toBe(3)
  })
})
