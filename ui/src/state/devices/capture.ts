import type { ErrorCode, SoundMode } from '../../wire/messages'
import { Store } from '../store'
import { captureProblem, isMissing, isOfSystem, type Kind, lostProblem, mayPass } from './capture_errors'
import { type Chosen, DEFAULT, listed, NONE, openChosen } from './chosen'
import { cameraConstraints, microphoneConstraints } from './constraints'
import { openMicrophone } from './made_up'

/** The parts of `navigator.mediaDevices` that are used. */
export type MediaDevicesLike = Pick<
  MediaDevices,
  'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
> &
  Partial<Pick<MediaDevices, 'getDisplayMedia'>>

/** Which way a phone's camera looks: at its person, or away from them. */
export type Facing = 'user' | 'environment'

export interface CaptureView {
  /** Whether the person wants it on. */
  wanted: boolean
  starting: boolean
  /** What comes out of the running capture; null if off or failed. */
  track: MediaStreamTrack | null
  /** Id of the device that runs, or ran last. */
  device: string
  /** Of a camera that says so, running now or last. */
  facing: Facing | null
  problem: ErrorCode | null
  /** It runs and gives nothing: switched off at the device or in the system, by a key, a lid, a mixer. */
  muted: boolean
  /** Label of the device that was taken instead of one that is not there, empty if it has none; null if none was. */
  replacedBy: string | null
  /** The person has read what is the matter. */
  dismissed: boolean
}

/** What others may see of a camera. */
export interface Treated {
  track: MediaStreamTrack
  /** Nothing comes out any more. */
  end(): void
}

/** Rejects if nothing comes out; `failed` is called when that happens later. */
export type Treatment = (camera: MediaStreamTrack, failed: () => void) => Promise<Treated>

const NOTHING: CaptureView = {
  wanted: false,
  starting: false,
  track: null,
  device: '',
  facing: null,
  problem: null,
  muted: false,
  replacedBy: null,
  dismissed: false,
}

/** A camera is called muted while its frames fail to come, which a busy computer can cause for a moment. */
const CAMERA_MUTED_AFTER = 1_000

/** One own device, camera or microphone: started, stopped, changed, and replaced when it is pulled out. */
export class Capture {
  readonly view = new Store<CaptureView>(NOTHING)
  readonly #kind: Kind
  readonly #devices: MediaDevicesLike | undefined
  readonly #whyGone: (usual: ErrorCode) => Promise<ErrorCode>
  #preferred: Chosen
  #sound: SoundMode = 'speech'
  #treatment: Treatment | null = null
  /** What was opened, and what it became. */
  #opened: MediaStreamTrack | null = null
  #treated: Treated | null = null
  /** What was the matter when the person had read enough of it. */
  #read: string | null = null
  /** Counts attempts, so that an answer to an older one is thrown away. */
  #attempt = 0

  /** `whyGone`: told that there is nothing to capture from, says what is behind that. */
  constructor(
    kind: Kind,
    devices: MediaDevicesLike | undefined,
    preferred: Chosen,
    whyGone: (usual: ErrorCode) => Promise<ErrorCode> = (usual) => Promise.resolve(usual),
  ) {
    this.#kind = kind
    this.#whyGone = whyGone
    this.#devices = devices
    this.#preferred = preferred
  }

  /** Whether it is wanted and there is nothing to capture from. */
  get missing(): boolean {
    const { wanted, problem, track } = this.view.get()
    return wanted && (isMissing(problem) || track?.readyState === 'ended')
  }

  /** Turns it on, with this device from now on if one is named, or with the one that looks that way. */
  async start(device?: string, facing?: Facing): Promise<void> {
    if (device !== undefined) this.#preferred = { id: device, label: '' }
    const attempt = ++this.#attempt
    this.#change({ wanted: true, starting: true, problem: null, replacedBy: null })
    this.#release()
    try {
      const opened = await this.#open(this.#preferred, facing)
      await this.#running(opened, attempt, facing ? null : this.#recognise(opened))
      if (facing && attempt === this.#attempt) this.#preferred = { id: this.view.get().device, label: opened.label }
    } catch (error) {
      await this.#failed(captureProblem(this.#kind, error), attempt)
    }
  }

  /** What a microphone is for. A running one is opened anew. */
  async setSound(sound: SoundMode): Promise<void> {
    if (sound === this.#sound) return
    this.#sound = sound
    if (this.view.get().track !== null) await this.start()
  }

  /** Everything goes through this from now on. A running one is opened anew. */
  async setTreatment(treatment: Treatment | null): Promise<void> {
    this.#treatment = treatment
    if (this.view.get().wanted) await this.start()
  }

  /** Turns it off; the device's light goes out. */
  stop(): void {
    this.#attempt++
    this.#release()
    this.#change({ wanted: false, starting: false, problem: null, replacedBy: null })
  }

  /** The device was pulled out or taken away: another one takes over if there is one. */
  async lost(): Promise<void> {
    if (!this.view.get().wanted || this.view.get().starting || this.#opened === null) return
    const attempt = ++this.#attempt
    this.#release()
    this.#change({ starting: true })
    try {
      const track = await this.#open(NONE)
      await this.#running(track, attempt, track.label)
    } catch {
      await this.#failed(lostProblem(this.#kind), attempt)
    }
  }

  /** It runs and gives nothing: the same device once more, as by switching it off and on. */
  async reopen(): Promise<void> {
    if (this.#opened === null || this.view.get().starting) return
    await this.start()
  }

  /** The list of devices changed: what was missing may be there now. */
  async devicesChanged(ids: readonly string[]): Promise<void> {
    const { wanted, problem, track, starting } = this.view.get()
    if (!wanted || starting) return
    if (track?.readyState === 'ended') await this.lost()
    else if (ids.length > 0 && mayPass(problem)) await this.start()
    // What was said of this device may be true of the whole system by now, or the other way round.
    else if (problem !== null && isMissing(problem)) {
      await this.#failed(isOfSystem(problem) ? lostProblem(this.#kind) : problem, this.#attempt)
    }
  }

  /** What is the matter has been read. It stays quiet until something else is the matter. */
  dismiss(): void {
    this.#read = matterOf(this.view.get())
    this.#change({})
  }

  /** Says once more what is the matter. */
  recall(): void {
    this.#read = null
    this.#change({})
  }

  async #failed(usual: ErrorCode, attempt: number): Promise<void> {
    const problem = isMissing(usual) ? await this.#whyGone(usual) : usual
    if (attempt === this.#attempt) this.#change({ starting: false, problem })
  }

  #open(device: Chosen, facing?: Facing): Promise<MediaStreamTrack> {
    const devices = this.#devices
    if (!devices) return Promise.reject(new TypeError('no media devices in this engine'))
    if (this.#kind === 'microphone') {
      return openMicrophone(devices, device, (id) =>
        firstTrack(devices, { audio: microphoneConstraints(id, this.#sound) }),
      )
    }
    if (facing) return firstTrack(devices, { video: { ...cameraConstraints(), facingMode: { ideal: facing } } })
    const open = (id: string) => firstTrack(devices, { video: cameraConstraints(id) })
    return openChosen(device, () => listed(devices, 'videoinput'), open)
  }

  /** Notes under which id and name the chosen one runs; the label of what runs in its place, null if nothing does. */
  #recognise(opened: MediaStreamTrack): string | null {
    const { id, label } = this.#preferred
    if (id === '' || id === DEFAULT) return null
    const { deviceId = id } = opened.getSettings()
    if (deviceId !== id && label !== opened.label) return label === '' ? null : opened.label
    this.#preferred = { id: deviceId, label: opened.label }
    return null
  }

  async #running(opened: MediaStreamTrack, attempt: number, replacedBy: string | null = null): Promise<void> {
    if (attempt !== this.#attempt) {
      opened.stop()
      return
    }
    this.#opened = opened
    opened.addEventListener('ended', () => {
      if (this.#opened === opened) void this.lost()
    })
    this.#followMuted(opened)
    let track = opened
    if (this.#treatment) {
      const treated = await this.#treat(this.#treatment, opened, attempt)
      if (!treated) return
      track = treated.track
    }
    const { deviceId: device = this.#preferred.id, facingMode } = opened.getSettings()
    const facing = facingMode === 'user' || facingMode === 'environment' ? facingMode : null
    this.#change({ starting: false, track, device, facing, problem: null, replacedBy })
  }

  #followMuted(opened: MediaStreamTrack): void {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const say = (): void => {
      if (this.#opened === opened) this.#change({ muted: opened.muted })
    }
    const follow = (): void => {
      clearTimeout(waiting)
      if (opened.muted && this.#kind === 'camera') waiting = setTimeout(say, CAMERA_MUTED_AFTER)
      else say()
    }
    opened.addEventListener('mute', follow)
    opened.addEventListener('unmute', follow)
    follow()
  }

  /** Null: it failed, or nobody wants it any more. What was opened is never shown in its place. */
  async #treat(treatment: Treatment, opened: MediaStreamTrack, attempt: number): Promise<Treated | null> {
    try {
      const treated = await treatment(opened, () => this.#untreated(opened))
      if (attempt === this.#attempt) {
        this.#treated = treated
        return treated
      }
      treated.end()
    } catch {
      if (attempt === this.#attempt) this.#untreated(opened)
    }
    return null
  }

  #untreated(opened: MediaStreamTrack): void {
    if (this.#opened !== opened) return
    this.#attempt++
    this.#release()
    this.#change({ starting: false, problem: 'background_failed' })
  }

  #release(): void {
    this.#treated?.end()
    this.#opened?.stop()
    this.#treated = this.#opened = null
    this.#change({ track: null, muted: false })
  }

  #change(change: Partial<CaptureView>): void {
    const view = { ...this.view.get(), ...change }
    const matter = matterOf(view)
    // An attempt that is under way has no outcome yet: what was the matter may be so again.
    if (matter === null && !view.starting) this.#read = null
    this.view.set({ ...view, dismissed: matter !== null && matter === this.#read })
  }
}

/** Rejects as `getUserMedia` does. */
export async function firstTrack(
  devices: MediaDevicesLike,
  constraints: MediaStreamConstraints,
): Promise<MediaStreamTrack> {
  const track = (await devices.getUserMedia(constraints)).getTracks()[0]
  if (!track) throw new TypeError('capture without a track')
  return track
}

/** What a person should know of it; null: nothing. */
function matterOf({ problem, muted, replacedBy }: CaptureView): string | null {
  if (problem !== null) return problem
  if (muted) return 'muted'
  return replacedBy === null ? null : `replaced by ${replacedBy}`
}
