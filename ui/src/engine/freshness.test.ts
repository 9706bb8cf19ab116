import { describe, expect, it } from 'vitest'
import { Freshness } from './freshness'

const OFFSET = 123_456 // the clocks have nothing to do with each other

describe('freshness', () => {
  it('measures lateness against the quickest arrival', () => {
    const fresh = new Freshness()
    expect(fresh.arrived(OFFSET, 50)).toBe(0)
    expect(fresh.arrived(OFFSET + 20, 100)).toBe(30)
    expect(fresh.arrived(OFFSET + 40, 80)).toBe(0)
    expect(fresh.lateness(OFFSET + 40, 480)).toBe(400)
  })

  it('sees the backlog of a stall as stale, and what follows as fresh', () => {
    const fresh = new Freshness()
    for (let at = 0; at < 1_000; at += 20) fresh.arrived(OFFSET + at, at)
    const late = []
    for (let at = 1_000; at < 2_500; at += 20) late.push(fresh.arrived(OFFSET + at, 2_500))
    expect(late[0]).toBe(1_500)
    expect(late.at(-1)).toBe(20)
    expect(fresh.arrived(OFFSET + 2_500, 2_500)).toBe(0)
  })

  it('accepts a way that stays longer after a second', () => {
    const fresh = new Freshness()
    for (let at = 0; at < 1_000; at += 20) fresh.arrived(OFFSET + at, at)
    const late = []
    for (let at = 1_000; at < 4_000; at += 20) late.push(fresh.arrived(OFFSET + at, at + 500))
    expect(late[0]).toBe(500)
    expect(late.at(-1)).toBe(0)
    expect(late.filter((value) => value > 300).length).toBeLessThanOrEqual(50)
  })

  it('follows a drifting clock', () => {
    const fresh = new Freshness()
    for (let at = 0; at < 120_000; at += 20) expect(fresh.arrived(OFFSET + at, at * 1.0002)).toBeLessThan(5)
  })
})
