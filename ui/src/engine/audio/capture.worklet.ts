/** Captures sound where MediaStreamTrackProcessor is missing: 10 ms pieces to the worker, two channels alternating. */

class CaptureProcessor extends AudioWorkletProcessor {
  #worker: MessagePort | null = null
  readonly #channels: number
  #samples: Float32Array<ArrayBuffer>
  #filled = 0

  constructor(options?: { processorOptions: { channels: number } }) {
    super()
    this.#channels = options?.processorOptions.channels ?? 1
    this.#samples = this.#piece()
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      this.#worker = data
    }
  }

  override process(inputs: Float32Array[][]): boolean {
    const input = inputs[0] ?? []
    const length = input[0]?.length ?? 0
    if (length === 0 || !this.#worker) return true
    const channels = this.#channels
    for (let at = 0; at < length; at++) {
      for (let channel = 0; channel < channels; channel++) {
        this.#samples[this.#filled++] = (input[channel] ?? input[0]!)[at]!
      }
      if (this.#filled < this.#samples.length) continue
      const first = currentTime + (at + 1 - this.#samples.length / channels) / sampleRate
      this.#worker.postMessage({ samples: this.#samples, timestampUs: first * 1e6 }, [this.#samples.buffer])
      this.#samples = this.#piece()
      this.#filled = 0
    }
    return true
  }

  #piece(): Float32Array<ArrayBuffer> {
    return new Float32Array(Math.round(sampleRate / 100) * this.#channels)
  }
}

registerProcessor('meetdesk-capture', CaptureProcessor)
