import { expect, it } from 'vitest'
import { DecodedSound } from './decoded'

/** As WebCodecs hands it out: a tone of that many hertz in each channel. */
function sound(sampleRate: number, milliseconds: number, ...tones: number[]) {
  const numberOfFrames = (sampleRate * milliseconds) / 1000
  return {
    sampleRate,
    numberOfFrames,
    numberOfChannels: tones.length,
    copyTo(into: AllowSharedBufferSource, { planeIndex }: AudioDataCopyToOptions) {
      const samples = into as Float32Array
      const tone = tones[planeIndex]!
      for (let at = 0; at < numberOfFrames; at++) samples[at] = Math.sin((2 * Math.PI * tone * at) / sampleRate)
    },
  }
}

/** How often it goes from below to above nothing, a second. */
function hertz(samples: Float32Array): number {
  let rises = 0
  for (let at = 1; at < samples.length; at++) if (samples[at - 1]! < 0 && samples[at]! >= 0) rises++
  return (rises * 48_000) / samples.length
}

it.each([48_000, 44_100, 24_000, 16_000])('keeps pitch and length of sound at %i Hz', (rate) => {
  const samples = new DecodedSound().take(sound(rate, 100, 440))
  expect(samples.length).toBe(4_800)
  expect(hertz(samples)).toBeGreaterThan(400)
  expect(hertz(samples)).toBeLessThan(450)
})

it('hears both of two channels', () => {
  const decoded = new DecodedSound()
  const left = decoded.take(sound(48_000, 20, 440, 0)).slice()
  const right = decoded.take(sound(48_000, 20, 0, 440))
  expect(Math.max(...right)).toBeGreaterThan(0.4)
  expect([...right]).toEqual([...left])
})

it.each([48_000, 44_100, 24_000])('keeps the two sides of a screen apart at %i Hz', (rate) => {
  const samples = new DecodedSound(2).take(sound(rate, 100, 440, 880))
  expect(samples.length).toBe(2 * 4_800)
  const side = (which: number): Float32Array => samples.filter((_, at) => at % 2 === which)
  expect(Math.abs(hertz(side(0)) - 440)).toBeLessThan(20)
  expect(Math.abs(hertz(side(1)) - 880)).toBeLessThan(20)
})
