import type { Track } from '../../wire/messages'
import { type Readable, Store } from '../store'

/** The own voice and how loud the others are. */
export class Voice {
  readonly talk: PushToTalk
  readonly mutedHint = new MutedHint()
  readonly volumes: Volumes
  readonly #micMuted: Readable<boolean>
  readonly #now: () => number

  constructor(options: {
    micMuted: Readable<boolean>
    setMuted(muted: boolean): void
    setVolume(track: number, volume: number): void
    now(): number
  }) {
    this.#micMuted = options.micMuted
    this.#now = options.now
    this.talk = new PushToTalk({ isMuted: () => options.micMuted.get(), setMuted: options.setMuted })
    this.volumes = new Volumes(options.setVolume)
  }

  /** As the engine hears the own microphone, muted or not. */
  heard(speaking: boolean): void {
    this.mutedHint.observe(speaking, this.#micMuted.get(), this.#now())
  }
}

/** How long one is still heard after letting go, in milliseconds: nobody lets go exactly at the end of a word. */
const TAIL = 200

/** Talking for as long as a key is held, by somebody who is muted otherwise. */
export class PushToTalk {
  readonly talking = new Store(false)
  readonly #isMuted: () => boolean
  readonly #setMuted: (muted: boolean) => void
  #tail: ReturnType<typeof setTimeout> | undefined

  constructor(options: { isMuted(): boolean; setMuted(muted: boolean): void }) {
    this.#isMuted = options.isMuted
    this.#setMuted = options.setMuted
  }

  press(): void {
    clearTimeout(this.#tail)
    if (!this.#isMuted()) return
    this.talking.set(true)
    this.#setMuted(false)
  }

  release(): void {
    clearTimeout(this.#tail)
    if (this.talking.get()) this.#tail = setTimeout(() => this.#end(), TAIL)
  }

  /** The person muted or unmuted by other means, which goes before the key. */
  forget(): void {
    clearTimeout(this.#tail)
    this.talking.set(false)
  }

  #end(): void {
    if (!this.talking.get()) return
    this.talking.set(false)
    this.#setMuted(true)
  }
}

/** Speaking for this long without being heard is no cough (milliseconds). */
const SPOKEN = 700
/** A pause up to this long is still part of it. */
const PAUSE = 400
/** The hint stays for this long after the last word, and does not come again for a while: one may mean to be muted. */
const SHOWN = 4_000
const QUIET = 30_000

/** Whether to say "you are muted" to somebody who speaks and is not heard. */
export class MutedHint {
  readonly shown = new Store(false)
  #since = 0
  #spokenAt = Number.NEGATIVE_INFINITY
  #quietUntil = Number.NEGATIVE_INFINITY

  /** `speaking`: as the engine hears the own microphone, several times a second. `now`: milliseconds. */
  observe(speaking: boolean, muted: boolean, now: number): void {
    if (!muted) {
      this.#spokenAt = Number.NEGATIVE_INFINITY
      this.shown.set(false)
      return
    }
    if (speaking) {
      if (now - this.#spokenAt > PAUSE) this.#since = now
      this.#spokenAt = now
    }
    if (this.shown.get()) {
      if (now - this.#spokenAt > SHOWN) this.#hide(now)
    } else if (speaking && now - this.#since >= SPOKEN && now >= this.#quietUntil) this.shown.set(true)
  }

  #hide(now: number): void {
    this.shown.set(false)
    this.#quietUntil = now + QUIET
  }
}

/** 1: as it comes; above, louder than it comes (the mix bends what would be cut off). */
export const LOUDEST = 2

/** How loud each person is played here, remembered for as long as the meeting. */
export class Volumes {
  /** By `keyOf`; whoever is not in it is played as they come. */
  readonly values = new Store<ReadonlyMap<string, number>>(new Map())
  readonly #setVolume: (track: number, volume: number) => void
  #tracks: readonly Track[] = []

  constructor(setVolume: (track: number, volume: number) => void) {
    this.#setVolume = setVolume
  }

  static keyOf(participant: number, source: Track['source']): string {
    return `${participant} ${source}`
  }

  /** A volume from 0 to `LOUDEST` for what this participant sends from that source. */
  set(participant: number, source: Track['source'], volume: number): void {
    const key = Volumes.keyOf(participant, source)
    const value = Math.min(LOUDEST, Math.max(0, volume))
    this.values.set(new Map(this.values.get()).set(key, value))
    for (const track of this.#tracks) {
      if (Volumes.keyOf(track.participant, track.source) === key) this.#setVolume(track.track, value)
    }
  }

  /** What is published now; a track that is new is played as its person was before. */
  tracksChanged(tracks: readonly Track[]): void {
    const known = new Set(this.#tracks.map(({ track }) => track))
    this.#tracks = tracks
    for (const { track, participant, source } of tracks) {
      const volume = this.values.get().get(Volumes.keyOf(participant, source))
      if (volume !== undefined && !known.has(track)) this.#setVolume(track, volume)
    }
  }
}
