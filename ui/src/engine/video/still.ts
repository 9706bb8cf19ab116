/** The last picture of a screen, which is sent again as long as nothing else comes. */

import { nowMs } from '../units'
import { Blankness, isBlank } from './blank'
import { Changes } from './changes'
import type { LayerEncoder } from './encoder'
import { Stillness } from './stillness'

/** Owns a copy of the last frame, which `close` gives back: browsers have few. */
export class StillPicture {
  readonly #changes = new Changes()
  readonly #layers = new Map<LayerEncoder, Stillness>()
  #frame: VideoFrame | null = null
  readonly #blankness = new Blankness()
  /** Whether the frame that is kept shows nothing; null: it was not looked at. */
  #blank: boolean | null = null
  #compared = false
  #closed = false

  /** Whether there is a picture to send. */
  get isThere(): boolean {
    return this.#frame !== null
  }

  /** As `Changes.share`, of the frame that is kept. */
  get share(): number {
    return this.#changes.share
  }

  /** Keeps a copy of the frame; returns whether it shows anything new. `compare`: somebody cares for that. */
  async take(frame: VideoFrame, compare: boolean): Promise<boolean> {
    const isNew = !compare || (await this.#changes.isNew(frame)) || !this.#compared
    this.#compared = compare
    // The capture may have ended while it was compared.
    if (this.#closed) return false
    if (isNew) this.#keep(frame.clone())
    return isNew
  }

  /** Looks whether it shows anything; to be called about twice a second. Returns what is to be said now, if anything: that
   *  it has been blank for long, or is no more. */
  async look(): Promise<boolean | null> {
    const frame = this.#frame
    if (frame === null) return null
    if (this.#blank === null) {
      // The next picture may take its place meanwhile.
      const copy = frame.clone()
      const blank = await isBlank(copy)
      copy.close()
      if (this.#closed) return null
      if (frame === this.#frame) this.#blank = blank
      return this.#blankness.looked(blank, nowMs())
    }
    return this.#blankness.looked(this.#blank, nowMs())
  }

  /** The frame that was kept was given to this layer; `encoded`: and taken. */
  changed(layer: LayerEncoder, encoded: boolean): void {
    this.#of(layer).changed(encoded, nowMs())
  }

  /** Encodes the last picture once more for those of these layers that need it. */
  repeat(layers: readonly LayerEncoder[], track: number): void {
    const frame = this.#frame
    if (frame === null) return
    const now = nowMs()
    for (const layer of layers) {
      const afresh = layer.keyFrameIsWanted
      const stillness = this.#of(layer)
      if (layer.isIdle && stillness.isDue(afresh, now) && layer.encode(frame, now, track))
        stillness.repeated(afresh, now)
    }
  }

  /** This layer is not encoded any more. */
  forget(layer: LayerEncoder): void {
    this.#layers.delete(layer)
  }

  /** Frames that come later are not kept. */
  close(): void {
    this.#closed = true
    this.#keep(null)
    this.#layers.clear()
  }

  #keep(frame: VideoFrame | null): void {
    this.#frame?.close()
    this.#frame = frame
    this.#blank = null
  }

  #of(layer: LayerEncoder): Stillness {
    let stillness = this.#layers.get(layer)
    if (!stillness) {
      stillness = new Stillness()
      this.#layers.set(layer, stillness)
    }
    return stillness
  }
}
