import type { Store } from '../store'
import { MutedHint } from './muted_hint'
import { PushToTalk } from './push_to_talk'
import { Volumes } from './volumes'

/** The own voice and how loud the others are. */
export class Voice {
  readonly talk: PushToTalk
  readonly mutedHint = new MutedHint()
  readonly volumes: Volumes
  readonly #micMuted: Store<boolean>
  readonly #now: () => number

  constructor(options: {
    micMuted: Store<boolean>
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
