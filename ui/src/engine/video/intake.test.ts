import { beforeEach, describe, expect, it } from 'vitest'
import { type Header, KIND_VIDEO } from '../../wire/header'
import { BUDGET } from '../../wire/rules'
import { Bucket } from '../bucket'
import {
  ANNOUNCED_KEPT,
  DECODED_FRAMES,
  insideLimit,
  PATIENCE,
  PICTURE_PIXELS,
  STOPPED,
  WAITING_BYTES,
  WAITING_FRAMES,
} from './decode_limits'
import { Intake } from './intake'
import { cameraLayers, screenLayers } from './layers'
import { vp8, vp9Existing, vp9Inter, vp9IntraOnly, vp9Key, vp9Superframe } from './testing/headers'
import type { Size } from './upright'

const VP9 = 'vp09.00.40.08'
const SMALL: Size = { width: 320, height: 240 }
const LARGE: Size = { width: 3000, height: 2000 }
const ROOM = 0

/** One track whose sender says what a test makes it say, and a decoder that never gives anything back. */
class Track {
  asked: number[] = []
  exceeded = 0
  /** Layers that were too much for this window. */
  tooMuch: number[] = []
  /** Pixels of the largest picture that is taken beside all others. */
  most = Number.POSITIVE_INFINITY
  now = 1_000
  readonly intake = new Intake({
    ask: (layer) => this.asked.push(layer),
    exceeded: () => this.exceeded++,
    tooMuch: (layer) => this.tooMuch.push(layer),
    takes: (pixels) => pixels <= this.most,
  })
  #sequence = 0
  #t0 = 0

  announce(size: Size | null, codec = 'vp8', layer = 0): void {
    this.intake.describe(codec, size ? [{ ...size, layer }] : [], this.now)
  }

  send(payload: Uint8Array, more: Partial<Header> = {}): void {
    const keyFrame = more.keyFrame ?? false
    if ((more.temporal ?? 0) === 0) this.#t0++
    const header: Header = {
      kind: KIND_VIDEO,
      keyFrame,
      temporal: 0,
      layer: 0,
      level: 0,
      track: 1,
      sequence: ++this.#sequence,
      t0: this.#t0 & 0xffff,
      duration100us: 0,
      captureUs: this.now * 1_000,
      ...more,
    }
    this.intake.take(header, payload, this.now)
  }

  key(size: Size, more: Partial<Header> = {}): void {
    this.send(vp8(size), { keyFrame: true, ...more })
  }

  delta(): void {
    this.send(vp8({ key: false }))
  }

  /** Takes what is to be decoded now; returns the pixels of each. */
  decoded(inside = ROOM): number[] {
    const pixels: number[] = []
    for (let next = this.intake.next(inside, this.now); next; next = this.intake.next(inside, this.now)) {
      pixels.push(next.pixels)
    }
    return pixels
  }
}

const area = ({ width, height }: Size): number => width * height
let track: Track

beforeEach(() => {
  track = new Track()
  track.announce(SMALL)
})

describe('what is larger than announced', () => {
  it('is not decoded, and ends with the track being stopped for a while', () => {
    for (; track.now < 1_000 + PATIENCE + 500; track.now += 500) {
      track.key(LARGE)
      track.delta()
      expect(track.decoded(), `at ${track.now}`).toEqual([])
    }
    expect(track.exceeded).toBe(1)
    expect(track.intake.isStopped(track.now)).toBe(true)
    track.key(SMALL)
    expect(track.decoded(), 'nothing of it').toEqual([])
    track.now += STOPPED
    track.key(SMALL)
    expect(track.decoded(), 'then it is tried again').toEqual([area(SMALL)])
  })

  it('waits for the news that may be on its way, and nothing is lost', () => {
    track.key(SMALL)
    track.decoded()
    track.key(LARGE)
    for (let frame = 0; frame < 10; frame++) track.delta()
    expect(track.decoded()).toEqual([])
    track.now += 300
    track.announce(LARGE)
    expect(track.decoded()).toEqual(Array(11).fill(area(LARGE)))
    expect([track.exceeded, track.asked, track.intake.dropped()]).toEqual([0, [], 0])
  })

  it('may come after the news of something smaller', () => {
    track.announce(LARGE)
    track.key(LARGE)
    track.announce(SMALL)
    expect(track.decoded()).toEqual([area(LARGE)])
    track.now += ANNOUNCED_KEPT - 1
    track.key(LARGE)
    expect(track.decoded()).toEqual([area(LARGE)])
    track.now += 1
    track.key(LARGE)
    expect(track.decoded(), 'no longer').toEqual([])
  })

  it('is stopped only if it lasts: not after something smaller, nor when it comes again much later', () => {
    for (let time = 0; time < 10; time++) {
      for (let frame = 0; frame < 5; frame++, track.now += 500) {
        track.key(LARGE)
        expect(track.decoded()).toEqual([])
      }
      track.key(SMALL)
      expect(track.decoded(), 'the small one').toEqual([area(SMALL)])
    }
    for (let time = 0; time < 10; time++, track.now += 4_000) {
      track.key(LARGE)
      expect(track.decoded()).toEqual([])
    }
    expect(track.exceeded).toBe(0)
  })

  it('is the same area in another shape when a phone is turned', () => {
    track.key({ width: SMALL.height, height: SMALL.width })
    expect(track.decoded()).toEqual([area(SMALL)])
  })

  it('may be a little larger in another shape, as sides are rounded', () => {
    const [wide] = cameraLayers(1280, 720)
    const [square] = cameraLayers(320, 240)
    expect(area(square!)).toBeGreaterThan(area(wide!))
    track = new Track()
    track.announce(wide!)
    track.key(square!)
    expect(track.decoded()).toEqual([area(square!)])
  })

  it('is anything in a layer that was not announced', () => {
    track.key(SMALL, { layer: 1 })
    expect(track.decoded()).toEqual([])
  })

  it('is never more than is allowed, whatever was announced', () => {
    const huge = { width: 16_383, height: 16_383 }
    track.announce(huge)
    track.key(huge)
    expect(track.decoded()).toEqual([])
    expect(track.exceeded, 'at once').toBe(1)
  })

  it('may hide in VP9 frames that are no key frames', () => {
    track.announce(SMALL, VP9)
    for (const smuggled of [vp9IntraOnly(LARGE), vp9Inter(null, LARGE)]) {
      track.send(vp9Key(SMALL), { keyFrame: true })
      track.send(vp9Inter(0, SMALL))
      track.send(vp9Existing())
      expect(track.decoded()).toEqual(Array(3).fill(area(SMALL)))
      track.send(smuggled)
      track.send(vp9Inter(0, SMALL))
      expect(track.decoded()).toEqual([])
    }
  })

  it('is shown late, and not stopped, while the news is always late, as of a window that is being resized', () => {
    let width = 320
    let decoded = 0
    for (let frame = 0; frame < 200; frame++, width += 16, track.now += 33) {
      // The news is always ten frames behind.
      track.key({ width, height: 1_000 })
      track.announce({ width: Math.max(1, width - 160), height: 1_000 })
      decoded += track.decoded().length
      expect(decoded, `after frame ${frame}`).toBeGreaterThanOrEqual(frame - 10)
    }
    track.announce({ width: width - 16, height: 1_000 })
    expect(track.decoded().at(-1), 'the last').toBe((width - 16) * 1_000)
    expect(track.exceeded).toBe(0)
  })

  it('keeps nobody from what follows, if the news passes over it', () => {
    track.key(LARGE)
    track.delta()
    track.key({ width: 640, height: 480 })
    track.delta()
    expect(track.decoded()).toEqual([])
    track.announce({ width: 640, height: 480 })
    expect(track.decoded()).toEqual(Array(2).fill(640 * 480))
    expect([track.exceeded, track.asked, track.intake.dropped()]).toEqual([0, [], 2])
  })

  it('counts anew each time that something smaller is announced after it', () => {
    for (let time = 0; time < 20; time++) {
      track.now += 200
      track.announce(LARGE)
      track.announce(SMALL)
      track.now += 500
      track.key(LARGE)
      expect(track.decoded(), `the ${time}th time`).toEqual([area(LARGE)])
    }
  })
})

describe('what is not what it is marked as', () => {
  const frames: Record<string, [payload: Uint8Array, keyFrame: boolean]> = {
    'a key frame marked as none': [vp8(SMALL), false],
    'none marked as a key frame': [vp8({ key: false }), true],
    'a key frame that cannot be read': [Uint8Array.of(0x10, 0, 0, 1, 2, 3, 4, 5, 6, 7), true],
    'nothing at all': [new Uint8Array(0), false],
  }
  it.each(Object.entries(frames))('%s is not decoded, nor is what follows it', (_, [payload, keyFrame]) => {
    track.key(SMALL)
    expect(track.decoded()).toHaveLength(1)
    track.send(payload, { keyFrame })
    track.delta()
    expect(track.decoded()).toEqual([])
    expect(track.asked).toContain(0)
    track.key(SMALL)
    track.delta()
    expect(track.decoded()).toHaveLength(2)
    expect(track.exceeded).toBe(0)
  })
})

describe('the queue before the decoder', () => {
  it('is bounded in number for key frames and others alike', () => {
    const full = insideLimit(area(SMALL))
    track.key(SMALL)
    for (let frame = 1; frame < WAITING_FRAMES; frame++) track.delta()
    expect(track.decoded(full), 'the decoder has enough').toEqual([])
    expect(track.asked).toEqual([])
    track.delta()
    expect(track.asked, 'too many: it begins anew').toEqual([0])
    expect(track.decoded()).toEqual([])
    for (let frame = 0; frame < 100; frame++) track.key(SMALL)
    expect(track.decoded(), 'the newest key frame is enough').toHaveLength(1)
  })

  it('is bounded in bytes', () => {
    const big = new Uint8Array(999_000)
    big.set(vp8({ key: false }))
    track.key(SMALL)
    for (let frame = 0; frame < Math.floor(WAITING_BYTES / big.length); frame++) track.send(big)
    expect(track.asked).toEqual([])
    track.send(big)
    expect(track.asked).toEqual([0])
  })

  it('has room again for what was taken out of it', () => {
    const big = new Uint8Array(999_000)
    big.set(vp8({ key: false }))
    track.key(SMALL)
    for (let frame = 0; frame < 20; frame++) {
      track.send(big)
      expect(track.decoded().length).toBeGreaterThan(0)
    }
    expect(track.asked).toEqual([])
  })

  it('leaves fewer large frames to the decoder than small ones', () => {
    expect(insideLimit(1_280 * 720)).toBe(12)
    expect(insideLimit(1_920 * 1_080)).toBe(12)
    expect(insideLimit(PICTURE_PIXELS)).toBe(3)
  })
})

describe('what may be decoded of one person', () => {
  it('is bounded over all tracks; what this window asked for itself is held against nobody', () => {
    const budget = new Bucket(BUDGET.decoded_pixels)
    const tracks = [new Track(), new Track(), new Track()]
    const size = { width: 3840, height: 2160 }
    let pixels = 0
    for (let now = 0; now < 5_000; now += 10) {
      for (const one of tracks) {
        one.intake.budget = budget
        one.now = now
        one.announce(size)
        one.key(size)
        pixels += one.decoded().reduce((sum, each) => sum + each, 0)
      }
    }
    expect(pixels).toBeLessThanOrEqual(BUDGET.decoded_pixels.atOnce + 5 * BUDGET.decoded_pixels.perSecond)
    expect(tracks.every(({ tooMuch }) => tooMuch.length > 0)).toBe(true)
    expect(tracks.map(({ exceeded }) => exceeded)).toEqual([0, 0, 0])
  })

  it('leaves out what is too large beside all others, also when that becomes so, until it is a key frame of one that is not', () => {
    track.announce(LARGE)
    track.key(LARGE)
    expect(track.decoded()).toEqual([LARGE.width * LARGE.height])
    track.most = SMALL.width * SMALL.height
    track.delta()
    expect(track.decoded(), 'its place is small now').toEqual([])
    track.delta()
    track.key(LARGE)
    expect(track.decoded()).toEqual([])
    expect(track.tooMuch).toEqual([0, 0])
    expect(track.exceeded, 'that is nobody’s fault').toBe(0)
    track.key(SMALL)
    expect(track.decoded()).toEqual([SMALL.width * SMALL.height])
  })

  it('counts every picture in a chunk', () => {
    const size = { width: 3840, height: 2160 }
    track.announce(size, VP9)
    track.intake.budget = new Bucket(BUDGET.decoded_pixels)
    track.send(vp9Key(size), { keyFrame: true })
    let decoded = track.decoded().length
    for (let chunk = 0; chunk < 30; chunk++) {
      track.send(vp9Superframe(...Array<Uint8Array>(8).fill(vp9Inter(0, size))))
      decoded += track.decoded().length
    }
    // 840,000,000 / (8 × 3840 × 2160) and the key frame.
    expect(decoded).toBeLessThanOrEqual(13)
    expect(track.tooMuch.length).toBeGreaterThan(0)
  })

  it('is bounded in frames of one track: 1,850 a second are stopped', () => {
    let decoded = 0
    for (let frame = 0; frame < 1_850 * 10; frame++) {
      track.now = 1_000 + frame / 1.85
      if (frame % 30 === 0) track.key(SMALL)
      else track.delta()
      decoded += track.decoded().length
    }
    expect(track.exceeded).toBe(1)
    expect(decoded).toBeLessThan(DECODED_FRAMES.atOnce + 5 * DECODED_FRAMES.perSecond)
  })
})

describe('who has only a bad day is never stopped, and loses nothing', () => {
  /** Sends for a while and decodes at once; returns how many frames were decoded. */
  function run(one: Track, size: Size, seconds: number, perSecond: number, keyEvery: number): number {
    let decoded = 0
    const start = one.now
    for (let frame = 0; frame < seconds * perSecond; frame++) {
      one.now = start + (frame * 1_000) / perSecond
      if (frame % keyEvery === 0) one.key(size)
      else one.delta()
      decoded += one.decoded().length
    }
    return decoded
  }

  it('a screen of 3840 × 2160 that moves at 30 frames a second, and the camera beside it', () => {
    const budget = new Bucket(BUDGET.decoded_pixels)
    const tracks = [new Track(), new Track()]
    const sizes = [
      { width: 3840, height: 2160 },
      { width: 1280, height: 720 },
    ]
    let decoded = 0
    for (let second = 0; second < 60; second++) {
      for (const [number, one] of tracks.entries()) {
        one.intake.budget = budget
        one.now = 1_000 + second * 1_000
        one.announce(sizes[number]!)
        decoded += run(one, sizes[number]!, 1, 30, 60)
      }
    }
    expect(decoded).toBe(2 * 60 * 30)
    expect(tracks.map(({ exceeded, tooMuch }) => exceeded + tooMuch.length)).toEqual([0, 0])
  })

  it.each([
    ['eight screens of which one is large', 8, 1],
    ['four large screens', 4, 4],
  ])('%s, all of which move', (_, count, large) => {
    const budget = new Bucket(BUDGET.decoded_pixels)
    const layers = screenLayers(1920, 1080)
    const tracks = Array.from({ length: count }, () => new Track())
    for (let frame = 0; frame < 600; frame++) {
      for (const [number, one] of tracks.entries()) {
        const layer = layers[number < large ? 1 : 0]!
        one.intake.budget = budget
        one.now = 1_000 + (frame * 1_000) / 30
        one.announce(layer)
        if (frame % 60 === 0) one.key(layer)
        else one.delta()
        expect(one.decoded()).toHaveLength(1)
      }
    }
    expect(tracks.map(({ exceeded }) => exceeded)).toEqual(Array(count).fill(0))
  })

  it('a camera whose size changes three times a second, its news a while late', () => {
    const sizes = [SMALL, { width: 1280, height: 720 }, { width: 720, height: 1280 }, { width: 640, height: 480 }]
    track.intake.budget = new Bucket(BUDGET.decoded_pixels)
    let decoded = 0
    for (let frame = 0; frame < 600; frame++, track.now += 33) {
      const size = cameraLayers(sizes[Math.floor(frame / 10) % 4]!.width, sizes[Math.floor(frame / 10) % 4]!.height).at(
        -1,
      )!
      // 200 ms late, so with the sixth of the ten.
      if (frame % 10 === 6) track.announce(size, 'vp8', size.layer)
      const more = { layer: size.layer }
      if (frame % 10 === 0) track.key(size, more)
      else track.send(vp8({ key: false }), more)
      decoded += track.decoded().length
    }
    expect(track.exceeded).toBe(0)
    expect(decoded).toBe(600)
  })

  it('all of two lost seconds at once', () => {
    track.key(SMALL)
    track.decoded()
    track.now += 2_000
    let decoded = 0
    for (let frame = 0; frame < 60; frame++) {
      track.delta()
      decoded += track.decoded().length
    }
    expect([decoded, track.exceeded, track.asked]).toEqual([60, 0, []])
  })

  it('a receiver whose decoder is slow asks for key frames and goes on', () => {
    track.intake.budget = new Bucket(BUDGET.decoded_pixels)
    let decoded = 0
    for (let frame = 0; frame < 900; frame++, track.now += 33) {
      if (track.asked.length > 0 && frame % 5 === 0) {
        track.key(SMALL)
        track.asked = []
      } else track.delta()
      // It takes one of three.
      if (frame % 3 === 0 && track.intake.next(ROOM, track.now)) decoded++
    }
    expect(decoded).toBeGreaterThan(250)
    expect(track.exceeded).toBe(0)
    expect(track.tooMuch.length, 'and for less').toBeGreaterThan(0)
  })

  it('a computer that stood still for a moment, now and then, does not ask for less', () => {
    for (let minute = 0; minute < 10; minute++) {
      track.key(SMALL)
      for (let frame = 0; frame < 30; frame++) track.delta()
      track.key(SMALL)
      track.decoded()
      track.now += 60_000
    }
    expect(track.tooMuch).toEqual([])
  })
})
