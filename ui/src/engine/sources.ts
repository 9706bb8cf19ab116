/** The own sources as the page holds them: tracks that the engine owns, and what ends their capture. */

import type { Layer } from '../wire/messages'
import type { Source } from './api'

interface Held {
  track: MediaStreamTrack | null
  /** WebCodecs codec string. */
  codec: string
  end(): void
  published: number | null
  /** The sizes that were announced. */
  layers: readonly Layer[] | undefined
  /** The codec that was, for a picture; null: nothing was said of it. */
  announced: string | null
  muted: boolean
}

/** What a new worker is told again is found here. */
export class Sources {
  readonly #held: Record<Source, Held> = {
    camera: nothing(),
    microphone: nothing(),
    screen: nothing(),
    screen_audio: nothing(),
  }

  /** Changes as the source does: a view, no copy. */
  of(source: Source): Readonly<Held> {
    return this.#held[source]
  }

  /** Takes a track instead of the one before, which is stopped. */
  take(source: Source, track: MediaStreamTrack | null, codec = 'opus'): void {
    const held = this.#held[source]
    if (track !== held.track) held.track?.stop()
    held.track = track
    held.codec = codec
    this.ends(source, () => undefined)
  }

  /** What ends the capture; that of the one before is ended now. */
  ends(source: Source, end: () => void): void {
    const held = this.#held[source]
    held.end()
    held.end = end
  }

  /** `track`: the host's id; null: not published. */
  setPublished(source: Source, track: number | null, layers: readonly Layer[] | undefined, codec: string | null): void {
    Object.assign(this.#held[source], { published: track, layers, announced: codec })
  }

  /** Also for a source that has no track yet. */
  setMuted(source: Source, muted: boolean): void {
    this.#held[source].muted = muted
  }
}

function nothing(): Held {
  return {
    track: null,
    codec: '',
    end: () => undefined,
    published: null,
    layers: undefined,
    announced: null,
    muted: false,
  }
}
