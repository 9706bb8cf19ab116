import { expect, it } from 'vitest'
import { shareChanged } from './changes'
import { formatOf, paceOf } from './formats'
import { Motion } from './motion'

const FRAME = 1000 / 24

/** Pictures that differ in that part, from one time to another; what it was taken for at each. */
function play(motion: Motion, share: number, from: number, to: number, every = FRAME): string[] {
  const seen = []
  for (let at = from; at < to; at += every) {
    motion.changed(share, at)
    seen.push(motion.manner(at))
  }
  return seen
}

it('takes for a film what moves for long, and until it stands still', () => {
  const motion = new Motion()
  const seen = play(motion, 0.6, 0, 5_000)
  expect(seen.slice(0, 10), 'a page that is turned').not.toContain('smooth')
  expect(new Set(seen.slice(24 * 2))).toEqual(new Set(['smooth']))
  expect(motion.manner(5_100), 'between two pictures').toBe('smooth')
  expect(motion.manner(5_400), 'the film was stopped').toBe('sharp')
})

it('takes for a film what a busy computer captures of it', () => {
  expect(play(new Motion(), 0.6, 0, 3_000, 1000 / 12)).toContain('smooth')
})

it.each([
  ['typing, a cursor and a small animation', 0.05, 0, 20_000, FRAME],
  ['pages that are turned quickly', 0.8, 0, 20_000, 250],
  ['a second of scrolling', 0.3, 0, 1_000, 1000 / 60],
])('reads beside %s', (_, share, from, to, every) => {
  expect(new Set(play(new Motion(), share, from, to, every))).toEqual(new Set(['sharp']))
})

it('says how much of a picture changed', () => {
  const before = new Uint8Array(640 * 480)
  const half = before.slice().fill(200, 0, before.length / 2)
  expect(shareChanged(before, before)).toBe(0)
  expect(shareChanged(before, half)).toBeCloseTo(0.5, 1)
  expect(shareChanged(new Uint8Array(0), new Uint8Array(0))).toBe(1)
})

it('gives up pictures where it is read, and their size where it is watched', () => {
  for (const codec of ['vp09.00.40.08', 'vp8']) {
    const screen = formatOf('screen', codec)
    const [usual, sharp, smooth] = [
      paceOf(screen, 'automatic', 'sharp'),
      paceOf(screen, 'sharp', 'smooth'),
      paceOf(screen, 'smooth', 'sharp'),
    ]
    expect(paceOf(screen, 'automatic', 'smooth')).toBe(smooth)
    expect([usual.rates[1], sharp.rates[1], smooth.rates[1]]).toEqual([30, 10, 30])
    expect(usual.policy.rungs[3]?.scale).toBe(1)
    expect(smooth.policy.rungs.find(({ scale }) => scale < 1)?.rate).toBeGreaterThan(0.5)
    expect(smooth.policy.leastShare).toBeLessThan(sharp.policy.leastShare)
  }
  const camera = formatOf('camera', 'vp8')
  expect(paceOf(camera, 'sharp', 'smooth')).toBe(camera.usual)
})
