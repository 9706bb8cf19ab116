/** Removes noise from speech with RNNoise, a small recurrent network compiled to WebAssembly. */

import loadRnnoise, { type RnnoiseModule } from '@jitsi/rnnoise-wasm/dist/rnnoise.js'
import rnnoiseUrl from '@jitsi/rnnoise-wasm/dist/rnnoise.wasm?url'
import { DENOISED_RATE } from './denoised'

/** 10 ms. */
const BLOCK = DENOISED_RATE / 100
const BYTES = Float32Array.BYTES_PER_ELEMENT
/** It wants samples as 16-bit numbers. */
const RANGE = 32_768

/** Of one microphone: it remembers what it heard. Not to be used after `close`. */
export class Denoiser {
  readonly #module: RnnoiseModule
  readonly #state: number
  readonly #block: number

  private constructor(module: RnnoiseModule) {
    this.#module = module
    this.#state = module._rnnoise_create()
    this.#block = module._malloc(BLOCK * BYTES)
  }

  /** Rejects if the module cannot be loaded or run. `wasm`: its bytes, where they need not be fetched. */
  static async load(wasm?: ArrayBuffer): Promise<Denoiser> {
    const from = wasm ? { wasmBinary: wasm } : { locateFile: () => rnnoiseUrl }
    return new Denoiser(await loadRnnoise(from))
  }

  /** Whole blocks of one channel, at `DENOISED_RATE`, in place. */
  process(samples: Float32Array): void {
    for (let at = 0; at + BLOCK <= samples.length; at += BLOCK) {
      const heap = this.#module.HEAPF32
      const from = this.#block / BYTES
      for (let i = 0; i < BLOCK; i++) heap[from + i] = samples[at + i]! * RANGE
      this.#module._rnnoise_process_frame(this.#state, this.#block, this.#block)
      for (let i = 0; i < BLOCK; i++) samples[at + i] = heap[from + i]! / RANGE
    }
  }

  /** Gives back its part of the module's memory, which is not collected. */
  close(): void {
    this.#module._rnnoise_destroy(this.#state)
    this.#module._free(this.#block)
  }
}
