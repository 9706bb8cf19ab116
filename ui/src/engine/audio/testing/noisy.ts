/** Sound like speech among noise, the same at every run, and what became of it. */

export const RATE = 48_000
/** Syllables a second; between two of them there is a pause. */
const SYLLABLES = 3
/** Hertz of the voice, and of its two strongest resonances. */
const [PITCH, LOW, HIGH] = [140, 600, 1_800]
const [VOICE, NOISE] = [0.25, 0.02]
/** The network takes a moment to know the noise. */
const SETTLED_S = 2

/** A voice of harmonics in syllables, alone and with white noise. */
export function noisySpeech(seconds: number, seed: number): { clean: Float32Array; noisy: Float32Array } {
  const random = seeded(seed)
  const clean = new Float32Array(seconds * RATE)
  const noisy = new Float32Array(clean.length)
  for (let i = 0; i < clean.length; i++) {
    const t = i / RATE
    let voice = 0
    for (let harmonic = 1; harmonic <= 20; harmonic++) {
      const hertz = harmonic * PITCH
      const strength = Math.exp(-(((hertz - LOW) / 600) ** 2)) + 0.4 * Math.exp(-(((hertz - HIGH) / 800) ** 2)) + 0.1
      voice += (Math.sin(2 * Math.PI * harmonic * (PITCH * t - 1.5 * Math.cos(13 * t))) * strength) / harmonic
    }
    clean[i] = VOICE * voice * Math.sqrt(Math.max(0, Math.sin(2 * Math.PI * SYLLABLES * t)))
    noisy[i] = clean[i]! + NOISE * (2 * random() - 1)
  }
  return { clean, noisy }
}

/** Decibels by which pauses and syllables are louder after than before; the first two seconds do not count. */
export function change(before: Float32Array, after: Float32Array, delay: number): { pauses: number; speech: number } {
  const level = (samples: Float32Array, shift: number, from: number, to: number): number => {
    let sum = 0
    for (let i = SETTLED_S * RATE; i < before.length - shift; i++) {
      const phase = ((i / RATE) * SYLLABLES) % 1
      if (phase > from && phase < to) sum += samples[i + shift]! ** 2
    }
    return 10 * Math.log10(sum)
  }
  return {
    pauses: level(after, delay, 0.7, 0.95) - level(before, 0, 0.7, 0.95),
    speech: level(after, delay, 0.1, 0.4) - level(before, 0, 0.1, 0.4),
  }
}

/** By how many samples `after` is most like `before`; less than 50 ms. */
export function delayOf(before: Float32Array, after: Float32Array): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY]
  for (let shift = 0; shift < RATE / 20; shift += 4) {
    let sum = 0
    for (let i = SETTLED_S * RATE; i < before.length - RATE / 20; i += 3) sum += before[i]! * after[i + shift]!
    if (sum > most) [best, most] = [shift, sum]
  }
  return best
}

/** Numbers from 0 to 1 (a linear congruential generator with the constants of Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
