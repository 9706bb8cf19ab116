import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Header, KIND_AUDIO } from '../../wire/header'
import { DECODED_SOUND, Voice } from './voice'

let decoded: Uint8Array[] = []
/** Whether what was decoded is held back, and the time that it is said to be of. */
let held = false
let stamped = (timestamp: number): number => timestamp
const finish: (() => void)[] = []

/** Gives back what it was given, at once. */
class Decoder {
  state = 'unconfigured'
  readonly #output: (data: unknown) => void
  constructor({ output }: { output: (data: unknown) => void }) {
    this.#output = output
  }
  configure(): void {
    this.state = 'configured'
  }
  decode({ data, timestamp }: { data: Uint8Array; timestamp: number }): void {
    decoded.push(data)
    finish.push(() =>
      this.#output({
        timestamp: stamped(timestamp),
        numberOfFrames: 1,
        numberOfChannels: 1,
        sampleRate: 48_000,
        copyTo() {},
        close() {},
      }),
    )
    if (!held) giveBack()
  }
  close(): void {
    this.state = 'closed'
  }
}

function giveBack(): void {
  for (const one of finish.splice(0)) one()
}

beforeEach(() => {
  decoded = []
  held = false
  stamped = (timestamp) => timestamp
  vi.useFakeTimers()
  vi.stubGlobal('AudioDecoder', Decoder)
  vi.stubGlobal(
    'EncodedAudioChunk',
    class {
      constructor(init: object) {
        Object.assign(this, init)
      }
    },
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** CELT only, 20 ms. */
const USUAL = Uint8Array.of(31 << 3, 1, 2, 3)
/** The longest there may be: six frames of 20 ms. */
const LONGEST = Uint8Array.of((31 << 3) | 3, 6, 2, 3)

function receive(voice: Voice, number: number, payload: Uint8Array): void {
  const header: Header = {
    kind: KIND_AUDIO,
    keyFrame: true,
    temporal: 0,
    layer: 0,
    level: 20,
    track: 1,
    sequence: number,
    t0: 0,
    duration100us: 200,
    captureUs: number * 20_000,
  }
  voice.receive(header, payload)
}

it('decodes a bounded length of sound, however long its packets are', () => {
  const voice = new Voice(1, 1, () => undefined)
  for (let number = 0; number < 500; number++) receive(voice, number, LONGEST)
  expect(decoded.length * 120).toBeLessThanOrEqual(DECODED_SOUND.atOnce)
  vi.advanceTimersByTime(1_000)
  decoded = []
  for (let number = 500; number < 1_000; number++) receive(voice, number, LONGEST)
  expect(decoded.length * 120).toBeLessThan(DECODED_SOUND.perSecond + 120)
  expect(voice.stats(null).dropped).toBeGreaterThan(900)
})

it('decodes all that comes at once after two lost seconds, and then goes on', () => {
  const voice = new Voice(1, 1, () => undefined)
  for (let number = 0; number < 100; number++) receive(voice, number, USUAL)
  expect(decoded).toHaveLength(100)
  for (let number = 100; number < 600; number++) {
    vi.advanceTimersByTime(20)
    receive(voice, number, USUAL)
  }
  expect(decoded).toHaveLength(600)
})

it('decodes nothing that is no Opus packet, and does not count it as heard', () => {
  const voice = new Voice(1, 1, () => undefined)
  receive(voice, 1, Uint8Array.of((31 << 3) | 3, 63, 0))
  receive(voice, 2, new Uint8Array(0))
  expect(decoded).toEqual([])
  expect(voice.level(Date.now())).toBe(127)
})

it('places sound by its packets where the decoder says odd times, and finds packets that gave none', () => {
  const played: number[] = []
  const voice = new Voice(1, 1, (capturedMs) => played.push(capturedMs))
  const receiveSome = (first: number) => {
    for (let number = first; number < first + 4; number++) receive(voice, number, USUAL)
  }
  held = true
  stamped = (timestamp) => timestamp + 5_000_000
  receiveSome(0)
  giveBack()
  expect(played).toEqual([0, 20, 40, 60])
  stamped = () => 0
  receiveSome(4)
  giveBack()
  expect(played.slice(4)).toEqual([80, 100, 120, 140])
  stamped = (timestamp) => timestamp
  receiveSome(8)
  finish.splice(1, 2)
  giveBack()
  expect(played.slice(8)).toEqual([160, 220])
})
