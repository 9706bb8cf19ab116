import { describe, expect, it } from 'vitest'
import { delays, largestStep, type Network, percentile, SECOND, seeded, simulate } from './simulation'

/** Packet (20 ms) + wait for the sound card to ask (10 ms) + quickest transit (1 ms): in every delay. */
const FIXED = 32
const VOICE_STEP = 0.011
const steady: Network = { delay: () => 1 }
/** The network stands still for `length` ms from every multiple of `every`. */
const stalls = (length: number, every: number): Network => ({
  delay: (at) => (at >= every && at % every < length ? length - (at % every) + 1 : 1),
})

describe('jitter buffer', () => {
  it('plays a steady stream unchanged at the smallest delay', () => {
    const run = simulate(10_000, steady)
    expect(percentile(delays(run, 500), 0.5)).toBeLessThanOrEqual(FIXED + 25)
    expect(run.buffer.counters.concealed).toBe(0)
    expect(run.buffer.counters.late).toBe(0)
    expect(largestStep(run.samples)).toBeLessThan(VOICE_STEP)
  })

  it('raises its target to the jitter it sees and plays nearly without gaps', () => {
    const random = seeded(3)
    const run = simulate(20_000, { delay: () => 1 + 90 * random() })
    expect(run.buffer.target).toBeGreaterThan(60)
    expect(run.buffer.target).toBeLessThanOrEqual(110)
    const { concealed, played } = run.buffer.counters
    expect(concealed / played).toBeLessThan(0.02)
    expect(largestStep(run.samples)).toBeLessThan(0.05)
  })

  it('lowers it again when the network calms down', () => {
    const random = seeded(4)
    const run = simulate(40_000, { delay: (at) => 1 + (at < 15_000 ? 120 : 2) * random() })
    expect(run.played.find((each) => each.at > 14_900)!.target).toBeGreaterThan(90)
    expect(run.buffer.target).toBe(20)
    expect(percentile(delays(run, 35_000), 0.95)).toBeLessThan(FIXED + 60)
  })

  it('comes back from 200 ms stalls within a second, without a click', () => {
    const run = simulate(40_000, stalls(200, 5_000))
    expect(percentile(delays(run), 0.5)).toBeLessThan(FIXED + 60)
    expect(Math.max(...delays(run))).toBeLessThan(FIXED + 230)
    for (let stall = 5_000; stall < 40_000; stall += 5_000) {
      const after = delays(run, stall + 1_200, stall + 4_900)
      expect(Math.max(...after), `delay after the stall at ${stall} ms`).toBeLessThan(FIXED + 80)
    }
    expect(largestStep(run.samples)).toBeLessThan(0.05)
    expect(run.buffer.counters.late).toBe(0)
  })

  it('never plays what is older than 300 ms after a 1.5 s stall, and has caught up a second later', () => {
    const run = simulate(12_000, { delay: (at) => (at > 5_000 && at < 6_500 ? 6_501 - at : 1) })
    expect(Math.max(...delays(run))).toBeLessThan(FIXED + 300)
    const behind = run.played
      .filter(({ at, delay }) => at > 7_500 && delay !== null)
      .map((each) => each.delay! - each.target)
    expect(Math.max(...behind)).toBeLessThan(FIXED + 30)
    expect(Math.max(...delays(run, 10_000))).toBeLessThan(FIXED + 60)
    expect(run.buffer.counters.late).toBeGreaterThan(50)
    // It goes silent after 80 ms of made-up sound and stays so.
    expect(run.played.filter((each) => each.at > 5_200 && each.at < 6_500 && each.delay !== null)).toEqual([])
  })

  it('conceals single lost packets without a click', () => {
    const random = seeded(5)
    const run = simulate(20_000, { delay: () => 1, lost: () => random() < 0.03 })
    expect(run.buffer.counters.concealed).toBeGreaterThan(0)
    expect(run.buffer.counters.concealed / run.buffer.counters.played).toBeLessThan(0.06)
    expect(largestStep(run.samples)).toBeLessThan(0.05)
  })

  it('falls silent between talk spurts and starts each at the target', () => {
    const run = simulate(10_000, steady, false, (at) => at % 2_000 < 1_000)
    for (let spurt = 2_000; spurt < 10_000; spurt += 2_000) {
      expect(delays(run, spurt + 1_000 + FIXED + 150, spurt + 2_000)).toEqual([])
      const first = delays(run, spurt, spurt + 1_000)[0]!
      expect(first).toBeGreaterThanOrEqual(FIXED - 12)
      expect(first).toBeLessThan(FIXED + 50)
    }
    expect(largestStep(run.samples)).toBeLessThan(0.05)
  })

  it('follows a path that stays longer', () => {
    const run = simulate(20_000, { delay: (at) => (at > 5_000 ? 501 : 1) })
    expect(delays(run, 7_000, 20_000).length).toBeGreaterThan(4_800)
    expect(Math.max(...delays(run, 10_000))).toBeLessThan(FIXED + 560)
  })

  it('keeps pace with a sound card that runs fast or slow', () => {
    for (const drift of [-0.0005, 0.0005]) {
      const run = simulate(60_000, { delay: (at) => 30 + at * drift })
      expect(percentile(delays(run, 30_000), 0.95)).toBeLessThan(FIXED + 110)
      expect(run.buffer.counters.concealed / run.buffer.counters.played).toBeLessThan(0.01)
    }
  })

  it('does the same to both channels, whatever is cut, repeated or made up', () => {
    const random = seeded(7)
    const network: Network = { delay: () => random() * 60, lost: (index) => index % 17 === 5 }
    const { samples, second, buffer } = simulate(8_000, network, true, undefined, 2)
    expect(buffer.counters.concealed).toBeGreaterThan(0)
    expect(samples.some((value) => Math.abs(value) > 0.1)).toBe(true)
    let worst = 0
    for (const [at, value] of samples.entries()) worst = Math.max(worst, Math.abs(value * SECOND - second[at]!))
    expect(worst).toBeLessThan(1e-5)
    const mono = simulate(8_000, { delay: () => 5 }, true)
    const stereo = simulate(8_000, { delay: () => 5 }, true, undefined, 2)
    expect(stereo.buffer.counters).toEqual(mono.buffer.counters)
  })

  it('holds its bounds on any network (30 seeded runs)', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seeded(seed)
      let stall = 0
      const run = simulate(
        8_000,
        {
          delay: () => {
            if (random() < 0.01) stall = random() * 1_000
            stall = Math.max(0, stall - 20)
            return 1 + stall + random() * 40
          },
          lost: () => random() < 0.02,
        },
        seed % 2 === 0,
      )
      expect(
        run.samples.every((sample) => Number.isFinite(sample) && Math.abs(sample) < 1),
        `seed ${seed}`,
      ).toBe(true)
      expect(run.buffer.buffered, `seed ${seed}`).toBeLessThan(800)
    }
  })
})
