import type { Engine, EngineEvent, SoundPause } from '../../engine/api'
import type {
  About,
  AppEvent,
  AppState,
  CurrentState,
  FoundMeeting,
  HostedMeeting,
  Problem,
  RecentMeeting,
} from '../../wire/messages'
import { LIMITS } from '../../wire/rules'
import { SettingsKeeper } from '../api/settings'
import { keepPicture, keptPicture } from '../devices/background'
import { DeviceChoices, joinsWith } from '../devices/device_choices'
import { Devices } from '../devices/devices'
import { Meeting, type MeetingView } from '../meeting/meeting'
import { Past } from '../past/past'
import { nameProblem, normalisedName } from '../people/names'
import { asProblem } from '../problem'
import { Machine } from '../quality/machine'
import { Store } from '../store'
import { Attention, type Call } from './attention'
import { Checks } from './checks'
import { isInvitation } from './code'
import { HostDoor } from './host_door'
import { OpenedLinks } from './opened_links'
import { type Again, type Ending, endingOf, type HostWish, type Screen } from './screens'
import type { GuestDoor, Surroundings } from './surroundings'

/** A link that is gone for longer than the host keeps a place will not come back; five seconds for the answer that says so. */
const GIVE_UP = (LIMITS.return_seconds + 5) * 1_000

/** The whole window: which screen it shows, and what belongs to no single meeting. */
export class App {
  readonly screen = new Store<Screen>({ name: 'starting' })
  readonly appState = new Store<AppState | null>(null)
  readonly recent = new Store<readonly RecentMeeting[]>([])
  /** Meetings that are on the network now, as they describe themselves. */
  readonly found = new Store<readonly FoundMeeting[]>([])
  readonly hosting = new Store<HostedMeeting | null>(null)
  /** What is under way on the home screen. */
  readonly busy = new Store<'hosting' | 'joining' | null>(null)
  /** Why the last attempt to host or join failed. */
  readonly problem = new Store<{ doing: 'hosting' | 'joining'; problem: Problem } | null>(null)
  /** What is typed in order to join, and the key of the found meeting that was chosen instead of typing its address;
   * the code is forgotten once it has served. */
  readonly joining = new Store({ address: '', code: '', found: '' })
  readonly door: HostDoor
  readonly nameProblem = new Store<Problem | null>(null)
  /** The person tried to close the window while hosting. */
  readonly closeRequested = new Store(false)
  /** Level of the own microphone, 0..1. */
  readonly ownLevel = new Store(0)
  /** Why nothing is heard; null: something can be. */
  readonly soundPause = new Store<SoundPause | null>(null)
  readonly links = new OpenedLinks()
  /** The page was loaded again after it had crashed. */
  readonly recovered = new Store(false)
  /** What a click on a notification asks to see. */
  readonly wanted = new Store<Call['kind'] | null>(null)
  readonly machine = new Machine(() => performance.now())
  readonly checks: Checks
  /** Meetings whose chats are kept on this computer; null: a guest's browser keeps none. */
  readonly past: Past | null
  /** What MeetDesk is made of; `null` while nobody asked. */
  readonly about = new Store<About | null>(null)
  readonly #around: Surroundings
  readonly #attention: Attention
  #settings: SettingsKeeper | null = null
  #devices: Devices | null = null
  #choices: DeviceChoices | null = null
  #engine: Engine | null = null
  #previewing: (() => void) | null = null
  #watching: (() => void) | null = null
  #giveUp: ReturnType<typeof setTimeout> | undefined
  /** The attempt to come back for which it was asked whether the meeting is still held. */
  #asked = 0
  #attempt = 0
  /** Settles when the last meeting has given back camera and microphone. */
  #gone: Promise<void> = Promise.resolve()

  constructor(around: Surroundings) {
    this.#around = around
    this.checks = new Checks(around)
    this.#attention = new Attention(around.away, (call) => {
      if (this.settings.values.get().notify) around.notify(call, () => this.wanted.set(call.kind))
    })
    this.past = around.past ? new Past(around.past, () => this.#refresh()) : null
    this.door = new HostDoor(around.api, this.hosting)
  }

  get guest(): GuestDoor | null {
    return this.#around.guest ?? null
  }

  /** Whether this window can receive sound and picture. */
  get media(): boolean {
    return this.#around.media ?? true
  }

  /** Whether this window can send them. */
  get canCapture(): boolean {
    return this.media && this.#around.mediaDevices !== undefined
  }

  /** Only after `start` has reached any screen but `starting` and `broken`. */
  get settings(): SettingsKeeper {
    if (!this.#settings) throw new Error('settings are used before they are there')
    return this.#settings
  }

  get devices(): Devices {
    if (!this.#devices) throw new Error('devices are used before they are there')
    return this.#devices
  }

  get choices(): DeviceChoices {
    if (!this.#choices) throw new Error('device choices are used before they are there')
    return this.#choices
  }

  get engine(): Engine {
    this.#engine ??= this.#around.createEngine({
      appVersion: this.appState.get()?.version ?? '',
      onEvent: (event) => this.#engineEvent(event),
    })
    return this.#engine
  }

  async start(): Promise<void> {
    this.screen.set({ name: 'starting' })
    let state: AppState
    try {
      state = await this.#around.api.state()
    } catch (error) {
      this.screen.set({ name: 'broken', problem: asProblem(error) })
      return
    }
    this.appState.set(state)
    if (!this.#around.supported) {
      this.screen.set({ name: 'broken', problem: { code: 'engine_unsupported' } })
      return
    }
    this.recent.set(state.recent)
    this.found.set(state.found)
    const suggested = { ...state.settings, name: state.settings.name || state.system_name || '' }
    this.#settings ??= new SettingsKeeper(this.#around.api, suggested)
    const { api, background, mediaDevices } = this.#around
    const helpSound = this.guest || state.native_window === false ? undefined : () => api.soundMissing()
    this.#devices ??= new Devices(mediaDevices, state.settings, background, () => keptPicture(api), helpSound)
    this.#choices ??= this.#makeChoices()
    this.#watching ??= this.#around.watchEvents((event) => this.#appEvent(event))
    // A page that was loaded anew in a meeting has asked before.
    if (state.link && (state.hosting || state.joined)) this.links.known(state.link)
    if (state.hosting) this.#enterHosted(state.hosting)
    else if (state.joined) {
      const { address, title, host, meeting } = state.joined
      this.#enter({ kind: 'join', address, code: '', meeting }, title, host)
    } else {
      this.#home()
      if (state.link) this.links.caughtUp(state.link)
      if (!state.join_address) return
      this.typeJoining({ address: state.join_address, code: state.join_code })
      if (nameProblem(state.settings.name) === null) await this.join(state.join_address, state.join_code)
    }
  }

  /** Starts a meeting; a failure is in `problem`. */
  async host(wish: HostWish): Promise<void> {
    await this.#try('hosting', async (name) => {
      const { host_hidden: hidden, host_lobby: lobby } = this.settings.values.get()
      const hosting = await this.#around.api.host({ ...wish, hidden, lobby, name, title: wish.title.trim() })
      return () => this.#enterHosted(hosting)
    })
  }

  typeJoining(typed: { address?: string; code?: string }): void {
    this.joining.update((before) => {
      const stays = typed.address === undefined || typed.address === before.address
      return { ...before, ...typed, found: stays ? before.found : '' }
    })
  }

  chooseFound(meeting: FoundMeeting): void {
    if (this.problem.get()?.doing === 'joining') this.problem.set(null)
    this.joining.set({ address: meeting.address, code: '', found: meeting.key })
  }

  /** Joins by whatever was typed; a failure is in `problem`. `accept`: the changed host that the person was told of;
   * `meeting`: the id of the one to come back to. */
  async join(address: string, code = '', { accept = '', meeting = '' } = {}): Promise<void> {
    const typed = address.trim()
    this.typeJoining({ address: typed, code })
    await this.#try('joining', async (name) => {
      const { found } = this.joining.get()
      const joined = await this.#around.api.join({
        address: typed,
        name,
        code,
        ...(found ? { found } : {}),
        ...(accept ? { accept } : {}),
        ...(meeting ? { meeting } : {}),
      })
      this.typeJoining({ code: '' })
      // The address is shown, the code is not; who comes back from here need not type it again.
      const address = isInvitation(typed) ? typed : joined.address
      return () => this.#enter({ kind: 'join', address, code, meeting: joined.meeting }, joined.title, joined.host)
    })
  }

  /** Gives up on an attempt that is under way. */
  cancel(): void {
    this.#attempt++
    this.busy.set(null)
  }

  async again(again: Again): Promise<void> {
    this.#home()
    if (again.kind === 'host') return this.host(again.wish)
    await this.join(again.address, again.code, again)
    if (this.problem.get()?.problem.code === 'meeting_replaced') this.typeJoining({ code: '' })
  }

  /** To the meeting that the host of this one holds now: its code is another one. */
  joinNew(again: Again): void {
    this.goHome()
    if (again.kind !== 'join') return
    this.joining.set({ address: again.address, code: '', found: '' })
    this.problem.set({ doing: 'joining', problem: { code: 'code_needed' } })
  }

  goHome(): void {
    this.#home()
    void this.#refresh()
  }

  /** Leaves the meeting, and can come back with one click; if it is hosted here, that ends it for everybody. */
  async leave(): Promise<void> {
    const screen = this.screen.get()
    if (screen.name !== 'meeting') return
    this.closeRequested.set(false)
    if (this.hosting.get() === null) {
      this.#gone = screen.meeting.leave()
      this.#ended({ kind: 'left' })
      return
    }
    this.#gone = screen.meeting.stop()
    this.#home()
    await this.#gone
    await this.#forgetMeeting()
    await this.#refresh()
  }

  async quit(): Promise<void> {
    this.closeRequested.set(false)
    const screen = this.screen.get()
    this.screen.set({ name: 'quit' })
    this.#previewing?.()
    this.#devices?.stop()
    if (screen.name === 'meeting') await screen.meeting.stop().catch(() => undefined)
    await this.#around.api.quit().catch(() => undefined)
  }

  /** Shows the past meetings; nobody is seen or heard meanwhile. */
  showPast(): void {
    if (this.screen.get().name !== 'home' || !this.past) return
    this.screen.set({ name: 'past', past: this.past })
    this.devices.camera.stop()
    this.devices.microphone.stop()
  }

  openLink(url: string): void {
    this.#around.api.open(url).catch((error) => this.settings.problem.set(asProblem(error)))
  }

  /** Joins where a link leads to, as the person said; what is under way, or this meeting, is left for it. */
  async followLink(): Promise<void> {
    const link = this.links.decided()
    if (!link) return
    this.cancel()
    await this.leave()
    if (['ended', 'past'].includes(this.screen.get().name)) this.goHome()
    await this.#gone
    this.joining.set({ address: link.address, code: '', found: '' })
    await this.join(link.address, link.code)
  }

  async showAbout(): Promise<void> {
    try {
      this.about.set(await this.#around.api.about())
    } catch (error) {
      this.settings.problem.set(asProblem(error))
    }
  }

  /** Rejects with a ProblemError where no program shows folders. */
  openLogs(): Promise<void> {
    return this.#around.api.openLogs()
  }

  /** Rejects like `openLogs`. */
  openLicences(): Promise<void> {
    return this.#around.api.openLicences()
  }

  async #try(doing: 'hosting' | 'joining', act: (name: string) => Promise<() => void>): Promise<void> {
    if (this.busy.get() !== null) return
    const name = normalisedName(this.settings.values.get().name)
    const wrong = nameProblem(name)
    this.nameProblem.set(wrong)
    if (wrong) return
    const attempt = ++this.#attempt
    this.busy.set(doing)
    this.problem.set(null)
    try {
      const enter = await act(name)
      if (attempt === this.#attempt) enter()
      // Cancelled meanwhile: the app has joined, the person has not.
      else await this.#forgetMeeting()
    } catch (error) {
      if (attempt === this.#attempt) this.problem.set({ doing, problem: asProblem(error) })
    } finally {
      if (attempt === this.#attempt) this.busy.set(null)
    }
  }

  #home(): void {
    clearTimeout(this.#giveUp)
    this.#attention.forget()
    this.hosting.set(null)
    this.screen.set({ name: 'home' })
    void this.#preview()
  }

  #makeChoices(): DeviceChoices {
    const { settings, devices, engine } = this
    const meeting = (): Meeting | null => {
      const screen = this.screen.get()
      return screen.name === 'meeting' ? screen.meeting : null
    }
    const keep = (picture: Blob) => keepPicture(this.#around.api, picture)
    return new DeviceChoices({ settings, devices, engine, meeting, saveBackground: keep })
  }

  async #preview(): Promise<void> {
    const cameraOff = !joinsWith(this.settings.values.get()).camera
    const { camera, microphone } = this.devices
    await this.#gone
    // A guest's browser would ask for camera and microphone before its person knows what for.
    if (this.screen.get().name !== 'home' || this.guest) return
    this.#previewing?.()
    const engine = this.engine
    this.#previewing = microphone.view.subscribe(({ track }) => {
      if (this.screen.get().name === 'home') void engine.setMicrophone(track?.clone() ?? null).catch(() => undefined)
    })
    if (microphone.view.get().track === null) await microphone.start()
    if (this.screen.get().name !== 'home') return
    if (cameraOff) camera.stop()
    else if (camera.view.get().track === null) await camera.start()
    await this.devices.refresh()
  }

  #enterHosted(hosting: HostedMeeting): void {
    this.hosting.set(hosting)
    // A code that was thought up is not kept for another meeting.
    const code = hosting.code_kind === 'own' ? 'digits_6' : hosting.code_kind
    this.#enter({ kind: 'host', wish: { title: hosting.title, code } }, hosting.title)
  }

  #enter(again: Again, title: string, host = ''): void {
    this.#previewing?.()
    this.#previewing = null
    const settings = this.settings.values.get()
    const joins = joinsWith(settings)
    const { camera, microphone } = this.devices
    const meeting = new Meeting({
      engine: this.engine,
      api: this.#around.api,
      devices: this.devices,
      settings: this.settings,
      machine: this.machine,
      micMuted: !joins.microphone,
      cameraOff: !joins.camera,
      canShare: this.appState.get()?.shares_screens ?? true,
      files: this.#around.files,
    })
    if (joins.camera && this.canCapture && camera.view.get().track === null) void camera.start()
    if (this.canCapture && microphone.view.get().track === null)
      void microphone.start().then(() => this.devices.refresh())
    this.problem.set(null)
    this.screen.set({ name: 'meeting', meeting, again, title, host })
    meeting.view.subscribe((view) => this.#watchMeeting(meeting, view))
    meeting.start(normalisedName(settings.name))
  }

  #watchMeeting(meeting: Meeting, view: MeetingView): void {
    const screen = this.screen.get()
    if (screen.name !== 'meeting' || screen.meeting !== meeting) return
    if (view.link.state === 'closed') {
      this.#ended(endingOf(view.link.code, view.link.reason, view.endReason, this.#around.isErrorCode))
    } else if (view.link.state !== 'lost') {
      clearTimeout(this.#giveUp)
      this.#giveUp = undefined
      this.#asked = 0
    } else {
      this.#giveUp ??= setTimeout(() => this.#ended({ kind: 'lost' }), GIVE_UP)
      void this.#askForIt(screen, view.link.attempt)
    }
  }

  /** A guest's page is not told what refuses its channels: it asks, once for each attempt, whether the meeting is there. */
  async #askForIt({ meeting, again }: Extract<Screen, { name: 'meeting' }>, attempt: number): Promise<void> {
    const { api } = this.#around
    if (!api.stillHeld || again.kind !== 'join' || attempt === this.#asked) return
    this.#asked = attempt
    const code = await api.stillHeld(again.meeting).catch((error: unknown) => asProblem(error).code)
    const screen = this.screen.get()
    if (screen.name !== 'meeting' || screen.meeting !== meeting || meeting.view.get().link.state !== 'lost') return
    if (code === 'meeting_replaced' || code === 'guests_not_allowed') this.#ended({ kind: 'problem', code })
  }

  #ended(ending: Ending): void {
    const screen = this.screen.get()
    if (screen.name !== 'meeting') return
    clearTimeout(this.#giveUp)
    this.#giveUp = undefined
    this.closeRequested.set(false)
    this.#attention.forget()
    this.hosting.set(null)
    this.screen.set({ name: 'ended', ending, again: screen.again, title: screen.title, host: screen.host })
    this.devices.camera.stop()
    this.devices.microphone.stop()
    this.#gone = this.#gone.then(() => screen.meeting.stop()).then(() => this.#forgetMeeting())
    void this.#gone.then(() => this.#refresh())
  }

  async #forgetMeeting(): Promise<void> {
    try {
      await this.#around.api.leave()
    } catch (error) {
      const problem = asProblem(error)
      // It was over already, which is what was asked for.
      if (problem.code !== 'not_in_meeting') this.settings.problem.set(problem)
    }
  }

  async #refresh(): Promise<void> {
    try {
      this.recent.set((await this.#around.api.state()).recent)
    } catch (error) {
      this.settings.problem.set(asProblem(error))
    }
  }

  #engineEvent(event: EngineEvent): void {
    if (event.type === 'message') this.#attention.heard(event.message)
    if (event.type === 'own-level') this.ownLevel.set(event.level)
    if (event.type === 'audio-suspended') this.soundPause.set(event.pause)
    const screen = this.screen.get()
    if (screen.name === 'meeting') screen.meeting.handle(event)
    else if (event.type === 'device-lost') void this.devices[event.device].lost()
  }

  #appEvent(event: AppEvent): void {
    if (event.event === 'close_requested') this.closeRequested.set(true)
    else if (event.event === 'meetings_found') this.found.set(event.meetings)
    else if (event.event === 'link_opened') this.links.opened(event.link)
    else if (event.event === 'code_guessed') this.door.guessed(event)
    else if (event.event === 'current_state') this.#catchUp(event)
    else this.#hostingChanged(event.hosting)
  }

  /** Events may have been missed: between the state and the first of them, and while their socket was closed. */
  #catchUp({ found, hosting, link }: CurrentState): void {
    this.found.set(found)
    if (hosting) this.#hostingChanged(hosting)
    if (link) this.links.caughtUp(link)
  }

  #hostingChanged(hosting: HostedMeeting): void {
    // Of a meeting that this window is not in (any more), its end or beginning is told otherwise.
    if (this.hosting.get()?.meeting === hosting.meeting) this.hosting.set(hosting)
  }
}
