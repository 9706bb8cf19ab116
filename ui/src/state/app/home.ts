import type { FoundMeeting, HostedMeeting, JoinedMeeting, Problem, RecentMeeting } from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import type { SettingsKeeper } from '../api/settings'
import { nameProblem, normalisedName } from '../people/names'
import { asProblem } from '../problem'
import { Store } from '../store'
import { isInvitation } from './code'
import type { Again, HostWish } from './screens'

/** A meeting that this window is in from now on: hosted here, or joined. */
export type Entered = { hosting: HostedMeeting } | { joined: JoinedMeeting; again: Again }

/** What an attempt is to do. */
type Doing = 'hosting' | 'joining'

/** The start screen: which meetings there are, what is typed, and the one attempt to host or join that is under way. */
export class Home {
  /** Meetings that this computer has been to. */
  readonly recent = new Store<readonly RecentMeeting[]>([])
  /** Meetings that are on the network now, as they describe themselves. */
  readonly found = new Store<readonly FoundMeeting[]>([])
  /** What is under way. */
  readonly busy = new Store<Doing | null>(null)
  /** Why the last attempt failed. */
  readonly problem = new Store<{ doing: Doing; problem: Problem } | null>(null)
  /** What is wrong with the person's own name. */
  readonly nameProblem = new Store<Problem | null>(null)
  /** What is typed in order to join, and the key of the found meeting that was chosen instead of typing its address;
   * the code is forgotten once it has served. */
  readonly joining = new Store({ address: '', code: '', found: '' })
  readonly #api: Pick<AppApi, 'host' | 'join'>
  readonly #settings: () => SettingsKeeper
  readonly #enter: (meeting: Entered) => void
  readonly #left: () => Promise<void>
  readonly #forget: () => Promise<void>
  /** Counts attempts: what an earlier one comes to concerns nobody. */
  #attempt = 0

  constructor(options: {
    api: Pick<AppApi, 'host' | 'join'>
    settings(): SettingsKeeper
    /** An attempt succeeded. */
    enter(meeting: Entered): void
    /** Settles when the meeting before is left: the app is in one at a time. */
    left(): Promise<void>
    /** An attempt succeeded after the person had given up: the app is in a meeting that nobody wants. */
    forget(): Promise<void>
  }) {
    this.#api = options.api
    this.#settings = options.settings
    this.#enter = options.enter
    this.#left = options.left
    this.#forget = options.forget
  }

  /** Another address is no longer that of the found meeting that was chosen. */
  typeJoining(typed: { address?: string; code?: string }): void {
    this.joining.update((before) => {
      const stays = typed.address === undefined || typed.address === before.address
      return { ...before, ...typed, found: stays ? before.found : '' }
    })
  }

  /** Its address is shown as if it had been typed; a code is still to be typed. */
  chooseFound(meeting: FoundMeeting): void {
    if (this.problem.get()?.doing === 'joining') this.problem.set(null)
    this.joining.set({ address: meeting.address, code: '', found: meeting.key })
  }

  /** Where a link or the end of another meeting leads to, in the place of what was typed. */
  fill(address: string): void {
    this.joining.set({ address, code: '', found: '' })
  }

  /** Hosts a meeting under the person's own name, by what the settings say of announcing it and of its lobby. Resolves once
   * the window is in it, or the attempt has failed: why is in `problem`, or in `nameProblem` if nothing was attempted. Does
   * nothing while another attempt is under way. */
  async host(wish: HostWish): Promise<void> {
    await this.#try('hosting', async (name) => {
      const { host_hidden: hidden, host_lobby: lobby } = this.#settings().values.get()
      const title = wish.title.trim()
      return { hosting: await this.#api.host({ ...wish, hidden, lobby, name, title }) }
    })
  }

  /**
   * Joins by whatever was typed: an address, or an invitation, which needs no `code`. Resolves like `host`.
   *
   * `accept`: the fingerprint of the changed host that the person was told of, and wants; `meeting`: the id of the one to
   * come back to, so that its code is tried at no other.
   */
  async join(address: string, code = '', { accept = '', meeting = '' } = {}): Promise<void> {
    const typed = address.trim()
    this.typeJoining({ address: typed, code })
    await this.#try('joining', async (name) => {
      const { found } = this.joining.get()
      const joined = await this.#api.join({
        address: typed,
        name,
        code,
        ...(found ? { found } : {}),
        ...(accept ? { accept } : {}),
        ...(meeting ? { meeting } : {}),
      })
      this.typeJoining({ code: '' })
      // The address is shown, the code is not; who comes back from here need not type it again.
      const back = isInvitation(typed) ? typed : joined.address
      return { joined, again: { kind: 'join', address: back, code, meeting: joined.meeting } }
    })
  }

  /** Once more into the meeting that was left or is over. Resolves like `host`. */
  async again(again: Again): Promise<void> {
    if (again.kind === 'host') return this.host(again.wish)
    await this.join(again.address, again.code, again)
    if (this.problem.get()?.problem.code === 'meeting_replaced') this.typeJoining({ code: '' })
  }

  /** To the meeting that this host holds now: its code is another one, and has to be typed. */
  askForCode(address: string): void {
    this.fill(address)
    this.problem.set({ doing: 'joining', problem: { code: 'code_needed' } })
  }

  /** Gives up on an attempt that is under way. */
  cancel(): void {
    this.#attempt++
    this.busy.set(null)
  }

  async #try(doing: Doing, act: (name: string) => Promise<Entered>): Promise<void> {
    if (this.busy.get() !== null) return
    const name = normalisedName(this.#settings().values.get().name)
    const wrong = nameProblem(name)
    this.nameProblem.set(wrong)
    if (wrong) return
    const attempt = ++this.#attempt
    this.busy.set(doing)
    this.problem.set(null)
    try {
      await this.#left()
      if (attempt !== this.#attempt) return
      const meeting = await act(name)
      if (attempt === this.#attempt) this.#enter(meeting)
      else await this.#forget()
    } catch (error) {
      if (attempt === this.#attempt) this.problem.set({ doing, problem: asProblem(error) })
    } finally {
      if (attempt === this.#attempt) this.busy.set(null)
    }
  }
}
