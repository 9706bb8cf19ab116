/** Tells a person from what is behind them: MediaPipe's selfie segmentation, run by TensorFlow Lite in WebAssembly. */

import modelUrl from '@twilio/video-processors/dist/build/selfie_segmentation_landscape.tflite?url'
import loadTflite, { type TfliteModule } from '@twilio/video-processors/dist/build/tflite-simd-1-0-0.js'
import tfliteUrl from '@twilio/video-processors/dist/build/tflite-simd-1-0-0.wasm?url'

const FLOAT = Float32Array.BYTES_PER_ELEMENT

/** It says what it loads. */
const QUIET = { print: () => undefined, printErr: () => undefined }

/** What the segmenter is made of, where it need not be fetched. */
export interface Files {
  wasm: ArrayBuffer
  model: ArrayBuffer
}

/** Loaded once for a worker: one picture at a time, of `width` × `height` and no other size. */
export class Segmenter {
  readonly #module: TfliteModule
  /** Size of the pictures it wants. */
  readonly width: number
  readonly height: number

  private constructor(module: TfliteModule) {
    this.#module = module
    this.width = module._getInputWidth()
    this.height = module._getInputHeight()
  }

  /** Rejects if the module or the model cannot be loaded or run. */
  static async load(files?: Files): Promise<Segmenter> {
    const [module, model] = await Promise.all([
      loadTflite({ ...QUIET, ...(files ? { wasmBinary: files.wasm } : { locateFile: () => tfliteUrl }) }),
      files?.model ?? fetched(modelUrl),
    ])
    module.HEAPU8.set(new Uint8Array(model), module._getModelBufferMemoryOffset())
    // Not 0: TensorFlow Lite's status of a failure.
    const status = module._loadModel(model.byteLength)
    if (status !== 0) throw new Error(`the model was refused (${status})`)
    return new Segmenter(module)
  }

  /** Writes into `alpha` (0..255) how likely each pixel of the RGBA picture belongs to a person. */
  segment(rgba: Uint8ClampedArray, alpha: Uint8ClampedArray): void {
    const module = this.#module
    const pixels = this.width * this.height
    const input = module._getInputMemoryOffset() / FLOAT
    const heap = module.HEAPF32
    for (let from = 0, to = input; from < pixels * 4; from += 4, to += 3) {
      heap[to] = rgba[from]! / 255
      heap[to + 1] = rgba[from + 1]! / 255
      heap[to + 2] = rgba[from + 2]! / 255
    }
    const status = module._runInference()
    if (status !== 0) throw new Error(`the model did not run (${status})`)
    const output = module._getOutputMemoryOffset() / FLOAT
    for (let at = 0; at < pixels; at++) alpha[at] = module.HEAPF32[output + at]! * 255
  }
}

async function fetched(url: string): Promise<ArrayBuffer> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return answer.arrayBuffer()
}
