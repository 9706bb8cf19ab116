import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SAID_STAYS, Said, type SaidLine } from './said'

describe('what a log says to screen readers', () => {
  let said: Said
  let changes: { came: number; went: number }[]

  beforeEach(() => {
    vi.useFakeTimers()
    said = new Said()
    changes = []
    let before: readonly object[] = []
    said.now.subscribe((now) => {
      changes.push({
        came: now.filter((one) => !before.includes(one)).length,
        went: before.filter((one) => !now.includes(one as SaidLine)).length,
      })
      before = now
    })
  })
  afterEach(() => {
    said.stop()
    vi.useRealTimers()
  })

  it('never comes and goes in one step, and does not pile up', () => {
    let most = 0
    for (let number = 0; number < 200; number++) {
      said.add(`message ${number}`)
      most = Math.max(most, said.now.get().length)
      vi.advanceTimersByTime(700)
    }
    expect(changes.filter(({ came, went }) => came > 0 && went > 0)).toEqual([])
    expect(changes.reduce((sum, { came }) => sum + came, 0)).toBe(200)
    expect(most).toBeLessThan(25)
    vi.advanceTimersByTime(2 * SAID_STAYS)
    expect(said.now.get()).toEqual([])
  })

  it('stays for a moment, however soon after the others it came', () => {
    said.add('first')
    vi.advanceTimersByTime(SAID_STAYS - 1)
    said.add('second', 'third')
    vi.advanceTimersByTime(1)
    expect(said.now.get().map(({ text }) => text)).toEqual(['second', 'third'])
  })

  it('is quiet once stopped', () => {
    said.add('first')
    said.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
