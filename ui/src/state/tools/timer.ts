import type { Timer } from '../../wire/messages'
import { asProblem } from '../problem'
import { Store } from '../store'

export interface TimerView {
  state: 'running' | 'paused' | 'over'
  /** Whole seconds that are left, rounded up, so that 0 means that it is over. */
  left: number
  /** What it was set to, in seconds. */
  seconds: number
}

/** How often the time that is left is looked at, in milliseconds. */
const LOOK = 200
/** One that was over before is not rung for: whoever joins later, or slept, missed it. In seconds. */
const LATE = 5

export function timerView(timer: Timer, hostNow: number): TimerView {
  const { seconds, left, ends_at } = timer
  if (typeof ends_at !== 'number') return { state: 'paused', left: Math.ceil(left), seconds }
  const still = Math.min(ends_at - hostNow, seconds)
  return still > 0 ? { state: 'running', left: Math.ceil(still), seconds } : { state: 'over', left: 0, seconds }
}

/** The meeting's timer as this window shows it. */
export class TimerKeeper {
  readonly view = new Store<TimerView | null>(null)
  readonly #clock: MeetingClock
  readonly #ring: () => void
  #timer: Timer | null = null
  #rung: Timer | null = null
  #looking: ReturnType<typeof setInterval> | undefined

  /** `ring`: it is over just now. */
  constructor(clock: MeetingClock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** What the meeting says. */
  follow(timer: Timer | null): void {
    if (timer === this.#timer) return
    this.#timer = timer
    clearInterval(this.#looking)
    this.#looking = timer && typeof timer.ends_at === 'number' ? setInterval(() => this.#look(), LOOK) : undefined
    this.#look()
  }

  stop(): void {
    clearInterval(this.#looking)
  }

  #look(): void {
    const timer = this.#timer
    const before = this.view.get()
    const after = timer === null ? null : timerView(timer, this.#clock.host)
    if (before?.state !== after?.state || before?.left !== after?.left || before?.seconds !== after?.seconds)
      this.view.set(after)
    if (timer === null || after?.state !== 'over') return
    clearInterval(this.#looking)
    if (this.#rung === timer) return
    this.#rung = timer
    if (this.#clock.host - (timer.ends_at ?? 0) < LATE) this.#ring()
  }
}

/** A gentle sound: two soft notes. Rejects with a ProblemError where the page may not make sound. */
export async function chime(): Promise<void> {
  try {
    const context = new AudioContext()
    const end = NOTES.reduce((at, hertz) => note(context, hertz, at), context.currentTime + 0.05)
    setTimeout(() => void context.close(), (end - context.currentTime + 2) * 1_000)
    await context.resume()
  } catch (error) {
    throw asProblem(error)
  }
}

/** G5 and C6, in hertz. */
const NOTES = [783.99, 1046.5]

/** Plays one note from this time; gives the time of the next. */
function note(context: AudioContext, hertz: number, at: number): number {
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: hertz })
  const volume = new GainNode(context, { gain: 0 })
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(0.18, at + 0.03)
  volume.gain.exponentialRampToValueAtTime(0.001, at + 1.4)
  oscillator.connect(volume).connect(context.destination)
  oscillator.start(at)
  oscillator.stop(at + 1.5)
  return at + 0.28
}

/** The host's clock, as far as this window knows it, and the times that are shown by it. */

export class MeetingClock {
  /** Host's clock minus own clock, in milliseconds. */
  #offset = 0
  readonly #now: () => number

  /** `now`: own clock, in milliseconds since the Unix epoch. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** What was measured; replaces the first guess, which a welcome gives. */
  measured(offset: number): void {
    this.#offset = offset
  }

  /** `hostUs`: what the host's clock showed in a welcome that came just now. */
  welcomed(hostUs: number): void {
    if (hostUs > 0) this.#offset = hostUs / 1_000 - this.#now()
  }

  /** Seconds since the Unix epoch by the host's clock. */
  get host(): number {
    return (this.#now() + this.#offset) / 1_000
  }
}

/** `4:05`, `1:02:03`: a duration in seconds, as all languages here write it. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3_600)
  const minutes = Math.floor((whole % 3_600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
