import type { Engine } from '../../engine/api'
import type { ClientMessage, MeetingState, Track, Want } from '../../wire/messages'
import type { Part } from '../log/feed'
import { trackOf } from '../log/fold'
import { Store } from '../store'
import { Fitting, type Less, layerFor } from './fitting'

/** Changes of layout within this time (milliseconds) go out as one message. */
const SETTLE = 60

/** Tells the host which pictures are looked at, and how large: no more than this window can decode. */
export class Subscriptions implements Part {
  /** Of which pictures less is asked for than their places would show, since all together are too much. */
  readonly lowered = new Store<ReadonlyMap<number, Less>>(new Map())
  readonly #send: (message: ClientMessage) => boolean
  readonly #layers = new Map<number, 0 | 1>()
  /** Codecs that the engine has no decoder for. */
  readonly #lacks = new Set<string>()
  #sent: string | null = null
  #hidden = false
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #fitting = new Fitting()
  readonly #seconds: ReturnType<typeof setInterval>

  constructor(send: (message: ClientMessage) => boolean) {
    this.#send = send
    this.#seconds = setInterval(() => {
      if (this.#fitting.secondPassed(performance.now())) this.#fit()
    }, 1_000)
  }

  /** A tile shows this track at this width in device pixels. */
  show(track: number, deviceWidth: number): void {
    const layer = layerFor(deviceWidth, this.#layers.get(track) ?? null)
    if (this.#layers.get(track) === layer) return
    // Who enlarges a picture wants to see it, whatever it costs: it is seen anew whether it is too much.
    if (layer === 1) this.#fitting.forget(track)
    this.#layers.set(track, layer)
    this.#fit()
  }

  /** Nobody looks at this track any more. */
  hide(track: number): void {
    if (!this.#layers.delete(track)) return
    this.#fitting.forget(track)
    this.#fit()
  }

  /** The engine cannot decode this layer beside all else. Returns whether this is the first picture that is lowered. */
  tooMuch({ track, layer }: { track: number; layer: number }, tracks: readonly Track[] = []): boolean {
    // Of what nobody looks at any more, the last pictures may still come.
    if (!this.#layers.has(track)) return false
    const first = this.#fitting.lowered.size === 0
    const thins = tracks.some((one) => one.track === track && one.source === 'camera')
    const changed = this.#fitting.tooMuch(track, layer, thins, performance.now())
    if (changed) this.#fit()
    return changed && first
  }

  /** The engine has no decoder for this codec: whoever sends it is to be told. */
  cannotDecode(codec: string): void {
    this.#lacks.add(codec)
    this.#soon()
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

  close(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#seconds)
  }

  get wants(): Want[] {
    if (this.#hidden) return []
    return [...this.#layers]
      .flatMap(([track, layer]) => this.#fitting.want(track, layer) ?? [])
      .sort((a, b) => a.track - b.track)
  }

  #fit(): void {
    this.lowered.set(this.#fitting.lowered)
    this.#soon()
  }

  #soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#flush(), SETTLE)
  }

  #flush(): void {
    const message: ClientMessage = { type: 'subscribe', wants: this.wants }
    if (this.#lacks.size > 0) message.lacks = [...this.#lacks]
    const text = JSON.stringify(message)
    if (text === this.#sent) return
    if (this.#send(message)) this.#sent = text
  }
}

/** The engine keeps decoders and playout only for what others publish, and for the own screen as they have it; it plays each
 *  person in lip sync. */
export function tellReceived(engine: Pick<Engine, 'setTracks' | 'setSync'>, state: MeetingState, me: number): void {
  const others = state.tracks.filter(({ participant }) => participant !== me)
  const looked = state.tracks.filter(({ participant, source }) => participant !== me || source === 'screen')
  engine.setTracks(
    looked.map(({ track, participant, source, codec, layers }) => ({
      track,
      participant,
      kind: source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video',
      codec,
      screen: source === 'screen' || source === 'screen_audio',
      layers: layers,
    })),
  )
  for (const { track, participant, source } of others) {
    const sound = source === 'camera' ? 'microphone' : source === 'screen' ? 'screen_audio' : null
    if (sound) engine.setSync(track, trackOf(state, participant, sound)?.track ?? null)
  }
}
