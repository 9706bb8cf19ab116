/**
 * The way out of an audio context to the chosen speaker. Firefox gives a speaker to media elements only: there the sound
 * leaves by an element that plays it as a stream, once a speaker was chosen.
 */
export class SpeakerWay {
  /** What is connected to this is heard. */
  readonly input: GainNode
  readonly #context: AudioContext
  #element: HTMLAudioElement | null = null

  constructor(context: AudioContext) {
    this.#context = context
    this.input = new GainNode(context)
    this.input.connect(context.destination)
  }

  /** `device`: its id; empty: the system's own. Rejects if there is no such speaker, or this browser gives no choice
   * (NotSupportedError); the sound stays where it was. */
  async choose(device: string): Promise<void> {
    if (this.#context.setSinkId) return this.#context.setSinkId(device)
    if (device === '') {
      this.end()
      this.input.disconnect()
      this.input.connect(this.#context.destination)
      return
    }
    const element = this.#element ?? new Audio()
    if (!element.setSinkId) throw new DOMException('no speaker can be chosen', 'NotSupportedError')
    await element.setSinkId(device)
    if (this.#element !== null) return
    const stream = new MediaStreamAudioDestinationNode(this.#context)
    element.srcObject = stream.stream
    await element.play()
    this.#element = element
    this.input.disconnect()
    this.input.connect(stream)
  }

  /** Lets go of the element. */
  end(): void {
    if (this.#element) this.#element.srcObject = null
    this.#element = null
  }
}
