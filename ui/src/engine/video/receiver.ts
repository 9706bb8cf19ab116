/** All received pictures: from the video channel to the screen. */

import { FrameError, HEADER_BYTES, KIND_VIDEO, parse } from '../../wire/header'
import { BUDGET } from '../../wire/rules'
import type { TrackStats } from '../api'
import type { HeardNotice } from '../audio/messages'
import { Bucket } from '../bucket'
import type { Offsets } from '../latency'
import { nowMs } from '../units'
import { Picture, type PictureInfo, type PictureOptions } from './picture'
import { screenFor } from './screen'
import { Standing } from './standing'
import type { Surface } from './surface'
import { SoundClock } from './sync'

/** A track that somebody publishes, shown or not. */
export interface ReceivedPicture extends PictureInfo {
  track: number
  participant: number
}

/** More than there can be people whose pictures are shown at a time. */
const BUDGETS_KEPT = 200

/** In the video worker. Frames of tracks that were never attached are dropped. */
export class VideoReceiver {
  #offsets: Offsets = { own: null, others: {} }
  readonly #pictures = new Map<number, Picture>()
  readonly #sounds = new Map<number, SoundClock>()
  readonly #sync = new Map<number, number>()
  /** By participant, whatever tracks they have. */
  readonly #budgets = new Map<number, Bucket>()
  readonly #sizes = new Map<number, { width: number; height: number }>()
  #tracks = new Map<number, ReceivedPicture>()
  #wanted = new Set<number>()
  readonly #standing = new Standing()

  constructor(private readonly options: Omit<PictureOptions, 'track' | 'takes'>) {}

  /** One message of the video channel. What is no frame, or of no known track, is dropped without a word. */
  receive(frame: ArrayBuffer): void {
    try {
      const header = parse(frame)
      if (header.kind !== KIND_VIDEO) return
      this.#pictures.get(header.track)?.receive(header, new Uint8Array(frame, HEADER_BYTES))
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
    }
  }

  /** `screen`: the page's number of the place, unique among all; one track may be on several. */
  attach(track: number, screen: number, surface: Surface): void {
    let picture = this.#pictures.get(track)
    if (!picture) {
      picture = new Picture({
        track,
        ...this.options,
        takes: (pixels, layer) => this.#standing.takes(track, { pixels, layer, width: this.#widthOf(track) }),
      })
      this.#pictures.set(track, picture)
      picture.setWanted(this.#wanted.has(track))
      this.#tell(track, picture)
    }
    const shown = screenFor(surface)
    const size = this.#sizes.get(screen)
    if (size) shown.resize(size.width, size.height)
    picture.screens.set(screen, shown)
    picture.redraw(shown)
  }

  /** Nothing is drawn there any more. */
  detach(track: number, screen: number): void {
    this.#sizes.delete(screen)
    const picture = this.#pictures.get(track)
    if (!picture) return
    picture.screens.get(screen)?.close()
    picture.screens.delete(screen)
    if (picture.screens.size > 0) return
    this.#standing.gone(track)
    if (this.#tracks.has(track)) picture.hide()
    else this.#drop(track, picture)
  }

  /** In device pixels; also of a screen that is attached only later. */
  resize(screen: number, width: number, height: number): void {
    this.#sizes.set(screen, { width, height })
    for (const picture of this.#pictures.values()) {
      const shown = picture.screens.get(screen)
      if (!shown) continue
      shown.resize(width, height)
      picture.redraw(shown)
    }
  }

  /** The sound that pictures wait for; null: they are shown as they come. */
  setSync(video: number, audio: number | null): void {
    if (audio === null) this.#sync.delete(video)
    else this.#sync.set(video, audio)
    const picture = this.#pictures.get(video)
    if (picture) this.#tell(video, picture)
  }

  /** What of a voice leaves the loudspeaker when, as the audio worker says. */
  heard({ track, capturedUs, heardUs }: HeardNotice): void {
    this.#sound(track).heard(capturedUs, heardUs)
  }

  /** Of all clocks, for latencies. */
  setOffsets(offsets: Offsets): void {
    this.#offsets = offsets
    for (const picture of this.#pictures.values()) picture.offsets = offsets
  }

  /** Replaces all. A track that is no longer among them goes once no screen shows it. */
  setTracks(tracks: readonly ReceivedPicture[]): void {
    this.#tracks = new Map(tracks.map((track) => [track.track, track]))
    for (const track of this.#sync.keys()) if (!this.#tracks.has(track)) this.#sync.delete(track)
    const heard = new Set(this.#sync.values())
    for (const track of this.#sounds.keys()) if (!heard.has(track)) this.#sounds.delete(track)
    for (const [track, picture] of this.#pictures) {
      if (this.#tracks.has(track)) this.#tell(track, picture)
      else if (picture.screens.size === 0) this.#drop(track, picture)
    }
  }

  /** Replaces all: what the host was asked for. A track that is not wanted and does not come is not frozen. */
  setWanted(tracks: readonly number[]): void {
    this.#wanted = new Set(tracks)
    for (const [track, picture] of this.#pictures) picture.setWanted(this.#wanted.has(track))
  }

  /** To be called several times a second: tells what is frozen, and replaces decoders that are stuck. */
  check(): void {
    for (const picture of this.#pictures.values()) picture.check()
    const track = this.#standing.givesWay((one) => this.#widthOf(one), nowMs())
    if (track !== null) this.#pictures.get(track)?.giveWay()
  }

  /** One for each track that is or was shown. */
  stats(): TrackStats[] {
    return [...this.#pictures.values()].map((picture) => picture.stats())
  }

  /** Of its widest place, in device pixels; one that has said nothing, or is not laid out yet, may be as wide as it likes. */
  #widthOf(track: number): number {
    const screens = [...(this.#pictures.get(track)?.screens.keys() ?? [])]
    return Math.max(0, ...screens.map((screen) => this.#sizes.get(screen)?.width || Number.POSITIVE_INFINITY))
  }

  #drop(track: number, picture: Picture): void {
    this.#standing.gone(track)
    picture.close()
    this.#pictures.delete(track)
  }

  #sound(track: number): SoundClock {
    let sound = this.#sounds.get(track)
    if (!sound) {
      sound = new SoundClock()
      this.#sounds.set(track, sound)
    }
    return sound
  }

  /** One that has no track now keeps it for a while: it cannot begin anew by publishing anew. */
  #budget(participant: number): Bucket {
    const budget = this.#budgets.get(participant) ?? new Bucket(BUDGET.decoded_pixels)
    this.#budgets.delete(participant)
    this.#budgets.set(participant, budget)
    for (const oldest of this.#budgets.keys()) {
      if (this.#budgets.size <= BUDGETS_KEPT) break
      this.#budgets.delete(oldest)
    }
    return budget
  }

  #tell(track: number, picture: Picture): void {
    const audio = this.#sync.get(track)
    const about = this.#tracks.get(track)
    if (about) {
      picture.budget = this.#budget(about.participant)
      picture.describe(about)
    }
    picture.participant = about?.participant
    picture.offsets = this.#offsets
    picture.sound = audio === undefined ? null : this.#sound(audio)
  }
}
