import { describe, expect, it } from 'vitest'
import { Heartbeat, TICK } from './heartbeat'

function ticks(heart: Heartbeat, from: number, to: number): string[] {
  const result = []
  for (let now = from; now <= to; now += TICK) result.push(heart.tick(now))
  return result
}

describe('heartbeat', () => {
  it('pings every second', () => {
    const heart = new Heartbeat(0)
    expect(ticks(heart, 0, 2_000).map((due) => due === 'ping')).toEqual([
      ...[true, false, false, false],
      ...[true, false, false, false, true],
    ])
  })

  it('gives up after 2.5 s of silence, no earlier', () => {
    const heart = new Heartbeat(0)
    heart.heard(1_000)
    expect(ticks(heart, 0, 3_500)).not.toContain('lost')
    expect(heart.tick(3_750)).toBe('lost')
  })

  it('reads what came while it was asleep before it judges', () => {
    const heart = new Heartbeat(0)
    expect(heart.tick(0)).toBe('ping')
    expect(heart.tick(10_000)).toBe('ping')
    heart.heard(10_050)
    expect(ticks(heart, 10_250, 12_500)).not.toContain('lost')
    const silent = new Heartbeat(0)
    silent.tick(10_000)
    expect(ticks(silent, 10_250, 11_000)).toContain('lost')
  })
})
