import type { Engine, EngineEvent, SoundPause } from '../../engine/api'
import type { About, AppEvent, AppState, CurrentState, HostedMeeting, MeetingMoved } from '../../wire/messages'
import { SettingsKeeper } from '../api/settings'
import { keepPicture, keptPicture } from '../devices/background'
import { DeviceChoices, joinsWith } from '../devices/device_choices'
import { Devices } from '../devices/devices'
import { ScreenSource } from '../media/screen_source'
import { Meeting } from '../meeting/meeting'
import { Past } from '../past/past'
import { nameProblem, normalisedName } from '../people/names'
import { asProblem } from '../problem'
import { Machine } from '../quality/machine'
import { Store } from '../store'
import { AfterReload } from './after_reload'
import { Attention, type Call } from './attention'
import { Checks } from './checks'
import { Connection } from './connection'
import { HandingOver } from './handing_over'
import { type Entered, Home } from './home'
import { HostDoor } from './host_door'
import { OpenedLinks } from './opened_links'
import { Preview } from './preview'
import { type Again, type Ending, following, hostingAgain, movedTo, type Screen } from './screens'
import type { GuestDoor, Surroundings } from './surroundings'

/** What there is from the moment on at which the app has told its state. */
interface Own {
  settings: SettingsKeeper
  devices: Devices
  choices: DeviceChoices
  preview: Preview
}

/** The whole window: which screen it shows, what leads from one to the next, and what belongs to no single meeting. It owns
 * the connection to a host; `Meeting` is what happens over it. */
export class App {
  readonly screen = new Store<Screen>({ name: 'starting' })
  readonly appState = new Store<AppState | null>(null)
  readonly home: Home
  readonly hosting = new Store<HostedMeeting | null>(null)
  readonly door: HostDoor
  readonly handingOver = new HandingOver(this.hosting)
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
  #own: Own | null = null
  #engine: Engine | null = null
  #watching: (() => void) | null = null
  /** To the host of the meeting that is shown. */
  #connection: Connection | null = null
  /** Settles when the last meeting has given back camera and microphone, and the app has left it. */
  #gone: Promise<void> = Promise.resolve()

  readonly #afterReload: AfterReload

  readonly #screens: ScreenSource

  constructor(around: Surroundings) {
    this.#around = around
    const { api, mediaDevices: devices, shareDesktop: desktop, shareSound: sound } = around
    this.#screens = new ScreenSource({ devices, ask: api.screens?.bind(api), desktop, sound })
    this.#afterReload = new AfterReload(around.tab)
    this.checks = new Checks(around)
    this.#attention = new Attention(around.away, (call) => {
      if (this.settings.values.get().notify) around.notify(call, () => this.wanted.set(call.kind))
    })
    this.past = around.past ? new Past(around.past, () => this.#refresh()) : null
    this.door = new HostDoor(around.api, this.hosting)
    this.home = new Home({
      api: around.api,
      settings: () => this.settings,
      enter: (meeting) => this.#enter(meeting),
      left: () => this.#gone,
      forget: () => this.#forgetMeeting(),
    })
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

  /** This one, `devices` and `choices`: only after `start` has reached any screen but `starting` and `broken`. Throw an Error
   * before that. */
  get settings(): SettingsKeeper {
    return this.#ready.settings
  }

  get devices(): Devices {
    return this.#ready.devices
  }

  get choices(): DeviceChoices {
    return this.#ready.choices
  }

  get #ready(): Own {
    if (!this.#own) throw new Error('settings or devices are used before they are there')
    return this.#own
  }

  /** Made when it is first needed. */
  get engine(): Engine {
    this.#engine ??= this.#around.createEngine({
      appVersion: this.appState.get()?.version ?? '',
      onEvent: (event) => this.#engineEvent(event),
    })
    return this.#engine
  }

  /** Asks the app what there is, and shows the first screen, or the meeting that this window was in before its page was loaded
   * again. Joins at once where a command line or invitation said so and the person's name is known. Where it fails the screen
   * is `broken`, and it can be called again. */
  async start(): Promise<void> {
    this.#show({ name: 'starting' })
    let state: AppState
    try {
      state = await this.#around.api.state()
    } catch (error) {
      this.#show({ name: 'broken', problem: asProblem(error) })
      return
    }
    this.appState.set(state)
    if (!this.#around.supported) {
      this.#show({ name: 'broken', problem: { code: 'engine_unsupported' } })
      return
    }
    this.home.recent.set(state.recent)
    this.home.found.set(state.found)
    this.#own ??= this.#makeOwn(state)
    this.#watching ??= this.#around.watchEvents((event) => this.#appEvent(event))
    // A page that was loaded anew in a meeting has asked before.
    if (state.link && (state.hosting || state.joined)) this.links.known(state.link)
    if (state.hosting) this.#enter({ hosting: state.hosting })
    else if (state.joined) {
      const { address, meeting } = state.joined
      this.#enter({ joined: state.joined, again: { kind: 'join', address, code: '', meeting } })
    } else {
      this.#showHome()
      if (state.link) this.links.caughtUp(state.link)
      if (!state.join_address) return
      this.home.typeJoining({ address: state.join_address, code: state.join_code })
      if (nameProblem(state.settings.name) === null) await this.home.join(state.join_address, state.join_code)
    }
  }

  /** From the end of a meeting into it once more. */
  async again(again: Again): Promise<void> {
    this.#showHome()
    await this.home.again(again)
  }

  /** From the end of a meeting to the one that its host holds now. */
  joinNew(again: Again): void {
    this.goHome()
    if (again.kind === 'join') this.home.askForCode(again.address)
  }

  goHome(): void {
    this.#afterReload.forget()
    this.#showHome()
    void this.#refresh()
  }

  /** Leaves the meeting, and can come back with one click; if it is hosted here, that ends it for everybody. */
  async leave(): Promise<void> {
    const screen = this.screen.get()
    if (screen.name !== 'meeting') return
    this.#afterReload.forget()
    this.closeRequested.set(false)
    if (this.hosting.get() === null) {
      screen.meeting.sayGoodbye()
      this.#ended({ kind: 'left' })
      return
    }
    this.#gone = this.#stop(screen.meeting).then(() => this.#forgetMeeting())
    this.#showHome()
    await this.#gone
    await this.#refresh()
  }

  /** Hands the hosted meeting over to this deputy, and stays in it. Whether that has happened; if not, see `handingOver`. */
  async handOver(participant: number): Promise<boolean> {
    this.closeRequested.set(false)
    const meeting = this.#meeting
    return meeting !== null && (await this.handingOver.start(meeting, participant)) && meeting === this.#meeting
  }

  /** Leaves the hosted meeting to this deputy; stays if it cannot be handed over. */
  async leaveTo(participant: number): Promise<void> {
    if (await this.handOver(participant)) await this.leave()
  }

  /** The same, and ends the app. */
  async quitTo(participant: number): Promise<void> {
    if (!(await this.handOver(participant))) return
    this.#meeting?.sayGoodbye()
    await this.quit()
  }

  /** Ends the app, and with it a meeting that is hosted here. */
  async quit(): Promise<void> {
    this.closeRequested.set(false)
    this.home.cancel()
    const screen = this.screen.get()
    this.#show({ name: 'quit' })
    this.#own?.preview.stop()
    this.#own?.devices.stop()
    if (screen.name === 'meeting') await this.#stop(screen.meeting).catch(() => undefined)
    await this.#around.api.quit().catch(() => undefined)
  }

  /** Shows the past meetings; nobody is seen or heard meanwhile. */
  showPast(): void {
    if (this.screen.get().name !== 'home' || !this.past) return
    this.#show({ name: 'past', past: this.past })
    this.devices.camera.stop()
    this.devices.microphone.stop()
  }

  /** In the default browser; a failure is in the settings' `problem`. */
  openLink(url: string): void {
    this.#around.api.open(url).catch((error) => this.settings.problem.set(asProblem(error)))
  }

  /** Joins where a link leads to, as the person said; what is under way, or this meeting, is left for it. */
  async followLink(): Promise<void> {
    const link = this.links.decided()
    if (!link) return
    this.home.cancel()
    await this.leave()
    if (['ended', 'past'].includes(this.screen.get().name)) this.goHome()
    await this.#gone
    this.home.fill(link.address)
    await this.home.join(link.address, link.code)
  }

  /** What MeetDesk is made of is in `about` then; a failure is in the settings' `problem`. */
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

  #show(screen: Screen): void {
    this.screen.set(following(this.screen.get(), screen))
  }

  #makeOwn(state: AppState): Own {
    const { api, background, mediaDevices } = this.#around
    const suggested = { ...state.settings, name: state.settings.name || state.system_name || '' }
    const settings = new SettingsKeeper(api, suggested)
    const helpSound = this.guest || state.native_window === false ? undefined : () => api.soundMissing()
    const devices = new Devices(mediaDevices, state.settings, background, () => keptPicture(api), helpSound)
    const choices = new DeviceChoices({
      settings,
      devices,
      engine: this.engine,
      meeting: () => this.#meeting,
      saveBackground: (picture) => keepPicture(api, picture),
    })
    return { settings, devices, choices, preview: new Preview(devices, () => this.engine) }
  }

  get #meeting(): Meeting | null {
    const screen = this.screen.get()
    return screen.name === 'meeting' ? screen.meeting : null
  }

  #showHome(): void {
    this.#attention.forget()
    this.hosting.set(null)
    this.#show({ name: 'home' })
    void this.#preview()
  }

  async #preview(): Promise<void> {
    const joins = joinsWith(this.settings.values.get())
    await this.#gone
    // A guest's browser would ask for camera and microphone before its person knows what for.
    if (!this.guest) await this.#ready.preview.start(() => this.screen.get().name === 'home', joins)
  }

  #enter(entered: Entered): void {
    if ('joined' in entered) {
      const { title, host, meeting } = entered.joined
      this.#begin({ again: entered.again, title, host, id: meeting })
      return
    }
    this.hosting.set(entered.hosting)
    this.#begin({ again: hostingAgain(entered.hosting), title: entered.hosting.title, host: '', id: null })
  }

  /** `id`: of the meeting, if it was joined. */
  #begin({ again, title, host, id }: { again: Again; title: string; host: string; id: string | null }): void {
    const { settings, devices, preview } = this.#ready
    preview.stop()
    const joins = joinsWith(settings.values.get())
    const shown = this.hosting.get()?.meeting ?? id ?? ''
    const off = this.#afterReload.of(shown) ?? { micMuted: !joins.microphone, cameraOff: !joins.camera }
    const { camera, microphone } = devices
    const { api, files, isErrorCode } = this.#around
    const meeting = new Meeting({
      engine: this.engine,
      api,
      devices,
      settings,
      machine: this.machine,
      ...off,
      screens: this.#screens,
      files,
    })
    this.#afterReload.follow(shown, meeting)
    void this.#screens.look()
    if (!off.cameraOff && this.canCapture && camera.view.get().track === null) void camera.start()
    if (this.canCapture && microphone.view.get().track === null)
      void microphone.start().then(() => this.devices.refresh())
    this.home.problem.set(null)
    this.#show({ name: 'meeting', meeting, again, title, host })
    const { view } = meeting
    const onEnd = (ending: Ending): void => this.#ended(ending)
    this.#connection = new Connection({ engine: this.engine, api, view, meeting: id, isErrorCode, onEnd })
    this.#connection.open(normalisedName(settings.values.get().name))
  }

  /** The meeting that is shown is over. Its screen stays, so that the person learns why. */
  #ended(ending: Ending): void {
    const screen = this.screen.get()
    if (screen.name !== 'meeting') return
    this.closeRequested.set(false)
    this.#attention.forget()
    this.hosting.set(null)
    this.#show({ name: 'ended', ending, again: screen.again, title: screen.title, host: screen.host })
    this.devices.camera.stop()
    this.devices.microphone.stop()
    const before = this.#gone
    this.#gone = Promise.all([before, this.#stop(screen.meeting)]).then(() => this.#forgetMeeting())
    void this.#gone.then(() => this.#refresh())
  }

  /** Resolves when it has given back camera and microphone. */
  #stop(meeting: Meeting): Promise<void> {
    this.#connection?.close()
    this.#connection = null
    return meeting.stop()
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
      this.home.recent.set((await this.#around.api.state()).recent)
    } catch (error) {
      this.settings.problem.set(asProblem(error))
    }
  }

  #engineEvent(event: EngineEvent): void {
    if (event.type === 'message') this.#attention.heard(event.message)
    if (event.type === 'own-level') this.ownLevel.set(event.level)
    if (event.type === 'audio-suspended') this.soundPause.set(event.pause)
    const meeting = this.#meeting
    if (meeting) meeting.handle(event)
    else if (event.type === 'device-lost') void this.devices[event.device].lost()
  }

  #appEvent(event: AppEvent): void {
    if (event.event === 'close_requested') this.closeRequested.set(true)
    else if (event.event === 'meetings_found') this.home.found.set(event.meetings)
    else if (event.event === 'link_opened') this.links.opened(event.link)
    else if (event.event === 'code_guessed') this.door.guessed(event)
    else if (event.event === 'current_state') this.#catchUp(event)
    else if (event.event === 'meeting_moved') this.#moved(event)
    else this.#hostingChanged(event.hosting)
  }

  /** Events may have been missed: between the state and the first of them, and while their socket was closed. */
  #catchUp({ found, hosting = null, link }: CurrentState): void {
    this.home.found.set(found)
    if (link) this.links.caughtUp(link)
    if (this.#meeting && (hosting === null) !== (this.hosting.get() === null))
      // Where nothing is answered, it is not known where the meeting is now: whoever leaves is told.
      void this.#around.api.state().then(this.#moved.bind(this), () => undefined)
    else if (hosting) this.#hostingChanged(hosting)
  }

  /** The meeting goes on in another app than before, to which the engine finds back as after any lost link. */
  #moved(to: Pick<MeetingMoved, 'hosting' | 'joined'>): void {
    const screen = this.screen.get()
    if (screen.name !== 'meeting') return
    this.engine.tryNow()
    const now = movedTo(screen, this.hosting.get(), to)
    if (now === null) return
    this.screen.set(now.screen)
    this.hosting.set(now.hosting)
    // It would have ended with this window.
    if (now.hosting === null) this.closeRequested.set(false)
  }

  #hostingChanged(hosting: HostedMeeting): void {
    // Of a meeting that this window is not in (any more), its end or beginning is told otherwise.
    if (this.hosting.get()?.meeting === hosting.meeting) this.hosting.set(hosting)
  }
}
