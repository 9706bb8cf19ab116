import type { Track } from '../../wire/messages'
import { Store } from '../store'

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
