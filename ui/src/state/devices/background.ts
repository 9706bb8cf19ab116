import type { Backdrop, BackdropEvents, BuiltIn, Cost, Effect } from '../../engine/background/backdrop'
import type { BackgroundKind } from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import { fromBase64, toBase64 } from '../base64'
import { Store } from '../store'
import type { Capture, Treated } from './capture'

/** What the engine does for it. */
export interface BackgroundEngine {
  hide(camera: MediaStreamTrack, effect: Effect, events: BackdropEvents): Promise<Backdrop>
  /** The picture small enough to be kept. Rejects if it is none. */
  shrunk(file: Blob): Promise<Blob>
}

export interface BackgroundView {
  kind: BackgroundKind
  /** What hiding it takes now; null: nothing is hidden, or it has only begun. */
  cost: Cost | null
  /** This computer cannot keep up: the whole picture is blurred until the person decides otherwise. */
  veiled: boolean
  /** Whether there is a picture of the person's own. */
  hasOwn: boolean
}

/**
 * What is seen behind the person. As long as something else than the real background is chosen, nobody sees that: the
 * camera shows nothing until it is hidden, turns off when hiding fails, and is blurred altogether when it takes too long.
 */
export class Background {
  readonly view: Store<BackgroundView>
  readonly #engine: BackgroundEngine | undefined
  readonly #camera: Capture
  readonly #loadOwn: () => Promise<Blob | null>
  #own: Blob | null = null
  #running: Backdrop | null = null

  /** `engine` undefined: this browser cannot do it. `loadOwn`: the picture that was kept. */
  constructor(options: {
    engine: BackgroundEngine | undefined
    camera: Capture
    kind: BackgroundKind
    loadOwn(): Promise<Blob | null>
  }) {
    this.#engine = options.engine
    this.#camera = options.camera
    this.#loadOwn = options.loadOwn
    const kind = options.engine ? options.kind : 'off'
    this.view = new Store<BackgroundView>({ kind, cost: null, veiled: false, hasOwn: false })
    if (!options.engine) return
    if (kind !== 'off') void this.#treat()
    void this.#ownPicture()
  }

  get available(): boolean {
    return this.#engine !== undefined
  }

  /** Takes effect at once; what this computer could not do is tried again. */
  async choose(kind: BackgroundKind): Promise<void> {
    if (!this.#engine) return
    const { kind: before, veiled } = this.view.get()
    this.#change({ kind, veiled: false })
    if (kind === 'off' || before === 'off' || veiled || this.#running === null) await this.#treat()
    else this.#running.setEffect(await this.#effect())
  }

  /** Takes another picture of the person's own; returns what is to be kept. Rejects if it is none. */
  async takeOwn(file: Blob): Promise<Blob> {
    if (!this.#engine) throw new TypeError('no background in this engine')
    this.#own = await this.#engine.shrunk(file)
    this.#change({ hasOwn: true })
    await this.choose('own')
    return this.#own
  }

  async #treat(): Promise<void> {
    const off = this.view.get().kind === 'off'
    this.#change({ cost: null })
    await this.#camera.setTreatment(off ? null : (camera, failed) => this.#hide(camera, failed))
  }

  async #hide(camera: MediaStreamTrack, failed: () => void): Promise<Treated> {
    if (!this.#engine) throw new TypeError('no background in this engine')
    this.#change({ cost: null, veiled: false })
    const effect = await this.#effect()
    let running: Backdrop | null = null
    const ended = (): void => {
      if (this.#running !== running) return
      this.#running = null
      this.#change({ cost: null, veiled: false })
    }
    running = await this.#engine.hide(camera, effect, {
      cost: (cost) => this.#change({ cost }),
      veiled: () => this.#change({ veiled: true }),
      failed: () => {
        ended()
        failed()
      },
    })
    this.#running = running
    // Chosen while it was on its way.
    running.setEffect(await this.#effect())
    const { track, end } = running
    return {
      track,
      end: () => {
        ended()
        end()
      },
    }
  }

  async #effect(): Promise<Effect> {
    const { kind } = this.view.get()
    if (kind === 'own') {
      const picture = await this.#ownPicture()
      // Without the picture that was chosen the background is hidden all the same.
      return picture ? { kind: 'own', picture } : { kind: 'blur' }
    }
    return kind === 'off' || kind === 'blur' ? { kind: 'blur' } : { kind: 'drawn', picture: kind satisfies BuiltIn }
  }

  async #ownPicture(): Promise<Blob | null> {
    this.#own ??= await this.#loadOwn().catch(() => null)
    if (this.#own) this.#change({ hasOwn: true })
    return this.#own
  }

  #change(change: Partial<BackgroundView>): void {
    this.view.update((view) => ({ ...view, ...change }))
  }
}

/** The person's own picture to stand before, as their app keeps it; null: there is none. */
export async function keptPicture(api: Pick<AppApi, 'background'>): Promise<Blob | null> {
  const { picture } = await api.background()
  return picture === '' ? null : new Blob([fromBase64(picture) as Uint8Array<ArrayBuffer>])
}

export async function keepPicture(api: Pick<AppApi, 'saveBackground'>, picture: Blob): Promise<void> {
  await api.saveBackground({ picture: toBase64(new Uint8Array(await picture.arrayBuffer())) })
}
