import type { ClientMessage, Want } from '../wire/messages'
import { layerFor } from './layout/layers'

/** Changes of layout within this time (milliseconds) go out as one message. */
const SETTLE = 60

/** Tells the host which pictures are looked at, and how large. */
export class Subscriptions {
  readonly #send: (message: ClientMessage) => boolean
  readonly #layers = new Map<number, 0 | 1>()
  #sent: string | null = null
  #hidden = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(send: (message: ClientMessage) => boolean) {
    this.#send = send
  }

  /** A tile shows this track at this width in device pixels. */
  show(track: number, deviceWidth: number): void {
    const layer = layerFor(deviceWidth, this.#layers.get(track) ?? null)
    if (this.#layers.get(track) === layer) return
    this.#layers.set(track, layer)
    this.#soon()
  }

  /** Nobody looks at this track any more. */
  hide(track: number): void {
    if (this.#layers.delete(track)) this.#soon()
  }

  /** The whole window is hidden or minimised: no picture at all is wanted. */
  setHidden(hidden: boolean): void {
    this.#hidden = hidden
    this.#soon()
  }

  /** A new connection knows nothing of earlier wishes. */
  welcomed(): void {
    this.#sent = null
    this.#flush()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  get wants(): Want[] {
    if (this.#hidden) return []
    return [...this.#layers].map(([track, layer]) => ({ track, layer, temporal: 2 })).sort((a, b) => a.track - b.track)
  }

  #soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#flush(), SETTLE)
  }

  #flush(): void {
    const wants = this.wants
    const text = JSON.stringify(wants)
    if (text === this.#sent) return
    if (this.#send({ type: 'subscribe', wants })) this.#sent = text
  }
}
