import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KIND_VIDEO } from '../../wire/header'
import type { TrackStats } from '../api'
import { nowUs, toMicro } from '../units'
import { insideLimit } from './decode_limits'
import { Picture } from './picture'
import type { Screen } from './screen'
import { SoundClock } from './sync'
import { vp8 } from './testing/headers'

const SIZE = { width: 1280, height: 720 }
const RATE = 30
/** Sound is heard so long after it came, without a device's delay: the jitter buffer. */
const BUFFERED = 50

/** A decoded picture that counts those like it that are open. */
class Decoded {
  static open = 0
  static most = 0
  readonly displayWidth = SIZE.width
  readonly displayHeight = SIZE.height
  readonly codedWidth = SIZE.width
  readonly codedHeight = SIZE.height
  readonly visibleRect = { x: 0, y: 0, ...SIZE }

  constructor(readonly timestamp: number) {
    Decoded.most = Math.max(Decoded.most, ++Decoded.open)
  }

  close(): void {
    Decoded.open--
  }
}

/** Gives every picture back at once; with `pool`, only while fewer are open, as decoders in hardware do. */
class Decoder {
  static pool = Number.POSITIVE_INFINITY
  state = 'unconfigured'
  readonly #inside: number[] = []
  readonly #timer = setInterval(() => this.#give(), 1)

  constructor(private readonly callbacks: { output(frame: unknown): void }) {}

  configure(): void {
    this.state = 'configured'
  }

  decode({ timestamp }: { timestamp: number }): void {
    this.#inside.push(timestamp)
    this.#give()
  }

  close(): void {
    this.state = 'closed'
    clearInterval(this.#timer)
  }

  #give(): void {
    while (this.#inside.length > 0 && Decoded.open < Decoder.pool) {
      this.callbacks.output(new Decoded(this.#inside.shift()!))
    }
  }
}

interface Shown {
  at: number
  /** Since it came. */
  late: number
}

/** What is shown of a camera in `seconds`, its sound being heard so much later than by a device without delay. */
function watch(
  soundLate: number,
  { seconds = 10, jitter = (_: number): number => 0, speaks = (_: number): boolean => true } = {},
) {
  const picture = new Picture({ track: 1, emit: () => undefined, requestKeyFrame: () => undefined })
  const sound = new SoundClock()
  picture.sound = sound
  picture.describe({ codec: 'vp8', screen: false, layers: [{ layer: 1, ...SIZE }] })
  const shown: Shown[] = []
  const screen: Screen = {
    resize: () => undefined,
    close: () => undefined,
    draw: ({ timestamp }) => shown.push({ at: performance.now(), late: (nowUs() - timestamp) / 1_000 }),
  }
  picture.screens.set(1, screen)
  picture.setWanted(true)
  const stats: TrackStats[] = []
  const started = performance.now()
  const heard = setInterval(() => {
    const now = nowUs()
    if (speaks((performance.now() - started) / 1_000)) sound.heard(now - toMicro(BUFFERED), now + toMicro(soundLate))
  }, 50)
  for (let number = 0; number < seconds * RATE; number++) {
    const captured = nowUs()
    const key = number === 0
    const header = { kind: KIND_VIDEO, keyFrame: key, temporal: 0, layer: 1, level: 0, track: 1 } as const
    const rest = { sequence: number + 1, t0: number + 1, duration100us: 333, captureUs: captured }
    const receive = () => picture.receive({ ...header, ...rest }, vp8({ key, ...SIZE }))
    setTimeout(receive, jitter(number))
    vi.advanceTimersByTime(1_000 / RATE)
    if (number % RATE === RATE - 1) stats.push(picture.stats())
  }
  clearInterval(heard)
  // In the beginning nothing is heard yet, and the pictures go slower until they are where they should be.
  const settled = shown.filter(({ at }) => at - started > 2_000)
  picture.close()
  const perSecond = settled.length / (seconds - 2)
  const gaps = settled.slice(1).map(({ at }, index) => at - settled[index]!.at)
  const late = settled.map((one) => one.late).sort((a, b) => a - b)[Math.floor(settled.length / 2)]!
  const dropped = stats.reduce((sum, one) => sum + one.dropped, 0)
  return { perSecond, longestGap: Math.max(...gaps), late, dropped, stats: stats.at(-1)! }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] })
  Object.assign(Decoded, { open: 0, most: 0 })
  Decoder.pool = Number.POSITIVE_INFINITY
  vi.stubGlobal('VideoDecoder', Decoder)
  vi.stubGlobal(
    'EncodedVideoChunk',
    class {
      readonly timestamp: number
      constructor({ timestamp }: { timestamp: number }) {
        this.timestamp = timestamp
      }
    },
  )
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a picture whose sound is late', () => {
  // Sound that is no more than 100 ms later is not waited for; 400 ms after it came every picture is shown.
  it.each([
    { device: 0, late: 0, behind: 50 },
    { device: 100, late: 50, behind: 100 },
    { device: 300, late: 250, behind: 100 },
    { device: 600, late: 400, behind: 250 },
    { device: 1_500, late: 400, behind: 1_150 },
  ])('moves, $late ms late, with a device that takes $device ms', ({ device, late, behind }) => {
    const seen = watch(device)
    expect(seen.perSecond).toBeGreaterThan(29)
    expect(seen.longestGap).toBeLessThan(70)
    expect(seen.late).toBeGreaterThan(late - 6)
    expect(seen.late).toBeLessThan(late + 6)
    expect(seen.stats.waited).toBeGreaterThan(late - 6)
    expect(seen.stats.waited).toBeLessThan(late + 6)
    expect(seen.stats.lipSync).toBeGreaterThan(behind - 6)
    expect(seen.stats.lipSync).toBeLessThan(behind + 6)
    expect(seen.dropped).toBe(0)
  })

  it.each([0, 100, 300, 600, 1_500])('keeps few decoded pictures open, and none at its end (%i ms)', (device) => {
    watch(device)
    // One comes while the others wait.
    expect(Decoded.most).toBeLessThanOrEqual(insideLimit(SIZE.width * SIZE.height) + 1)
    expect(Decoded.open).toBe(0)
  })

  it.each([300, 600, 1_500])('moves with a decoder that has room for four pictures, too (%i ms)', (device) => {
    Decoder.pool = 4
    const seen = watch(device)
    expect(seen.perSecond).toBeGreaterThan(29)
    expect(seen.longestGap).toBeLessThan(70)
  })

  it('is no later for coming unevenly', () => {
    const seen = watch(300, { jitter: (number) => [0, 20, 30, 10, 25][number % 5]! })
    expect(seen.perSecond).toBeGreaterThan(29)
    expect(seen.longestGap).toBeLessThan(70)
    expect(seen.late).toBeLessThan(300)
  })

  it('stands still and jumps neither when a voice begins nor when it ends', () => {
    const seen = watch(300, { speaks: (second) => second % 4 > 2 })
    expect(seen.perSecond).toBeGreaterThan(28)
    expect(seen.longestGap).toBeLessThan(70)
    expect(seen.dropped).toBe(0)
  })
})
