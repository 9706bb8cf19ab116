import { beforeEach, describe, expect, it } from 'vitest'
import { type ClockReading, readClock, speakerDelay, UNKNOWN_DEVICE } from './speaker_clock'

type Row = [now: number, currentTime: number, contextTime: number, performanceTime: number, output: number]

const readings = (baseLatency: number, rows: Row[]): ClockReading[] =>
  rows.map(([now, currentTime, contextTime, performanceTime, outputLatency]) => ({
    now,
    currentTime,
    contextTime,
    performanceTime,
    baseLatency,
    outputLatency,
  }))

// As these engines said with a tone playing into PulseAudio 16, after 1, 4 and 11 s.
const CHROMIUM_156 = readings(0.011625, [
  [1830.98, 0.664, 0.618327, 1827.53, 0.033],
  [4831.17, 3.664, 3.617973, 4827.365, 0.032],
  [10830.99, 9.672, 9.623173, 10829.775, 0.037],
])
const FIREFOX_153 = readings(0, [
  [1980.26, 1.4853333, 1.4505625, 1945.509, 0.03477],
  [4981.18, 4.4853333, 4.4505625, 4946.429, 0.03477],
  [10984.12, 10.488, 10.4532292, 10949.349, 0.03477],
])
const WEBKITGTK_2_50 = readings(0.0026667, [
  [1756.72, 1.6906667, 1.688, 3444.02, 0],
  [4764.04, 4.688, 4.6853333, 9438.18, 0],
  [10772.26, 10.704, 10.7013333, 21468.82, 0],
])

describe('the delay of a loudspeaker', () => {
  it.each([
    ['Chromium', CHROMIUM_156, 46],
    ['Firefox', FIREFOX_153, 35],
    ['WebKitGTK', WEBKITGTK_2_50, UNKNOWN_DEVICE + 3],
  ])('is about the same all the time in %s', (_, trace, expected) => {
    for (const reading of trace)
      expect(Math.abs(speakerDelay(reading) - expected), JSON.stringify(reading)).toBeLessThan(4)
  })

  const running: ClockReading = { now: 5_000, currentTime: 4.3, contextTime: 4, performanceTime: 4_990 }

  it('is what the stamp says where nothing contradicts it, wireless or not', () => {
    expect(speakerDelay(running)).toBeCloseTo(290)
    expect(speakerDelay({ ...running, baseLatency: 0.01, outputLatency: 0.27 })).toBeCloseTo(290)
  })

  it('is what the engine says of the device where the stamp contradicts that', () => {
    expect(speakerDelay({ ...running, baseLatency: 0.01, outputLatency: 0.05 })).toBeCloseTo(60)
  })

  it.each<[string, Partial<ClockReading>]>([
    ['in the loudspeaker later than now', { performanceTime: 9_000 }],
    ['in the loudspeaker long ago', { performanceTime: 3_000 }],
    ['in the loudspeaker before it is mixed', { contextTime: 4.5 }],
    ['not yet there', { contextTime: 0, performanceTime: 0 }],
    ['not there at all', { contextTime: undefined, performanceTime: undefined }],
    ['no number', { contextTime: Number.NaN, performanceTime: Number.NaN }],
  ])('is guessed where the stamp is %s', (_, change) => {
    expect(speakerDelay({ ...running, ...change })).toBe(UNKNOWN_DEVICE)
    expect(speakerDelay({ ...running, ...change, baseLatency: 0.01 })).toBeCloseTo(UNKNOWN_DEVICE + 10)
    expect(speakerDelay({ ...running, ...change, outputLatency: 0.2 })).toBeCloseTo(200)
  })

  it('is never beyond what devices take', () => {
    expect(speakerDelay({ ...running, contextTime: undefined, outputLatency: 1e9 })).toBe(3_000)
    expect(speakerDelay({ ...running, contextTime: undefined, outputLatency: Number.NaN })).toBe(UNKNOWN_DEVICE)
  })
})

describe('an audio context', () => {
  const CHROMIUM =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
  const firefox = (on: string): string => `Mozilla/5.0 (${on}; rv:153.0) Gecko/20100101 Firefox/153.0`
  let asked: string[] = []
  const context = {
    currentTime: 4.3,
    baseLatency: 0.01,
    get outputLatency() {
      asked.push('latency')
      return 0.05
    },
    getOutputTimestamp() {
      asked.push('stamp')
      return { contextTime: 4, performanceTime: 4_990 }
    },
  } as AudioContext

  beforeEach(() => {
    asked = []
  })

  it('says all that it knows', () => {
    const all = { now: 5_000, currentTime: 4.3, baseLatency: 0.01, outputLatency: 0.05, contextTime: 4 }
    for (const agent of [CHROMIUM, firefox('Windows NT 10.0; Win64; x64')])
      expect(readClock(context, 5_000, agent)).toEqual({ ...all, performanceTime: 4_990 })
  })

  it.each(['X11; Linux x86_64', 'X11; Ubuntu; Linux x86_64', 'X11; FreeBSD amd64'])(
    'is not asked for the delay of its device by Firefox (%s), whose page it can stop',
    (on) => {
      expect(readClock(context, 5_000, firefox(on))).toEqual({ now: 5_000, currentTime: 4.3, baseLatency: 0.01 })
      expect(asked).toEqual([])
    },
  )
})
