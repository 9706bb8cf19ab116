/** Captures the microphone where MediaStreamTrackProcessor is missing: 10 ms pieces of one channel to the worker. */

class CaptureProcessor extends AudioWorkletProcessor {
  #worker: MessagePort | null = null
  #samples = new Float32Array(sampleRate / 100)
  #filled = 0

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      this.#worker = data
    }
  }

  override process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0]
    if (!input || !this.#worker) return true
    let taken = 0
    while (taken < input.length) {
      const count = Math.min(input.length - taken, this.#samples.length - this.#filled)
      this.#samples.set(input.subarray(taken, taken + count), this.#filled)
      taken += count
      this.#filled += count
      if (this.#filled < this.#samples.length) break
      const first = currentTime + (taken - this.#samples.length) / sampleRate
      this.#worker.postMessage({ samples: this.#samples, timestampUs: first * 1e6 }, [this.#samples.buffer])
      this.#samples = new Float32Array(sampleRate / 100)
      this.#filled = 0
    }
    return true
  }
}

registerProcessor('meetdesk-capture', CaptureProcessor)
