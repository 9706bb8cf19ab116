import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { DENOISER_DELAY } from './denoised'
import { Denoiser } from './denoiser'
import { change, delayOf, noisySpeech, RATE } from './testing/noisy'

const wasm = readFileSync(createRequire(import.meta.url).resolve('@jitsi/rnnoise-wasm/dist/rnnoise.wasm'))
const load = () => Denoiser.load(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer)

/** What comes out, in frames as the sender makes them. */
async function denoised(samples: Float32Array): Promise<Float32Array> {
  const denoiser = await load()
  const out = samples.slice()
  for (let at = 0; at < out.length; at += RATE / 50) denoiser.process(out.subarray(at, at + RATE / 50))
  denoiser.close()
  return out
}

describe('the denoiser', () => {
  it('makes noise much quieter and leaves speech, one block of 10 ms later', async () => {
    const { clean, noisy } = noisySpeech(6, 7)
    const out = await denoised(noisy)
    const delay = delayOf(clean, out)
    expect(Math.abs(delay / (RATE / 1000) - DENOISER_DELAY)).toBeLessThan(0.5)
    const { pauses, speech } = change(noisy, out, delay)
    expect(pauses).toBeLessThan(-15)
    expect(Math.abs(speech)).toBeLessThan(2)
  })

  it('forgets one sound before the next, and is apart from others', async () => {
    const { noisy } = noisySpeech(1, 3)
    const [one, other] = await Promise.all([denoised(noisy), denoised(noisy)])
    expect(other).toEqual(one)
  })
})
