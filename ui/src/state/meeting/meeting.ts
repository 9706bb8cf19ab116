import type { Engine, EngineEvent, LinkState, Source } from '../../engine/api'
import type { ChatMessage, HostMessage, MeetingState, Problem, Track, Welcome } from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import type { SettingsKeeper } from '../api/settings'
import { Chat } from '../chat/chat'
import { Files, type FilesAround } from '../chat/files'
import { MeetingTranscript } from '../chat/transcript'
import type { Devices } from '../devices/devices'
import { Drawing } from '../drawing/drawing'
import { Layout } from '../layout/layout'
import type { ChatPlace } from '../log/chat_fold'
import { Feed, type MeetingView, type Part, sameApartFromChat } from '../log/feed'
import { trackOf, withOlderChat } from '../log/fold'
import { Requests } from '../log/requests'
import { OwnMedia } from '../media/own_media'
import { Publisher } from '../media/publisher'
import type { ScreenSource } from '../media/screen_source'
import { Sharing } from '../media/sharing'
import { isVoice, Speaking } from '../media/speaking'
import { Subscriptions, tellReceived } from '../media/subscriptions'
import { Voice } from '../media/voice'
import { Notices, notice, tellNameShared } from '../notices/notices'
import { Moderation } from '../people/moderation'
import { type Person, peopleOf } from '../people/people'
import { asProblem } from '../problem'
import { Flow } from '../quality/flow'
import type { Machine } from '../quality/machine'
import { Statistics } from '../quality/quality'
import { type Readable, Store } from '../store'
import { chime } from '../tools/timer'
import { Tools } from '../tools/tools'

export type { MeetingView } from '../log/feed'

/** How often silence is looked for, in milliseconds. */
const SPEAKING_CHECK = 250

/** One meeting as this window takes part in it: messages in, state and requests out. */
export class Meeting {
  /** Everybody in the order they joined, the own person last. */
  readonly people = new Store<readonly Person[]>([])
  readonly layout: Layout
  readonly statistics: Statistics
  readonly chat: Chat
  readonly moderation: Moderation
  readonly files: Files
  readonly notices = new Notices()
  readonly flow = new Flow((codec) => this.subscriptions.cannotDecode(codec))
  readonly tools: Tools
  /** On the screens that are shared. */
  readonly drawing: Drawing
  readonly speaking = new Speaking(() => performance.now())
  readonly subscriptions: Subscriptions
  readonly own: OwnMedia
  /** The own screen, shown to the others. */
  readonly sharing: Sharing
  readonly voice: Voice
  /** No picture is sent or received. */
  readonly audioOnly: Store<boolean>
  readonly transcript: MeetingTranscript
  readonly engine: Engine
  readonly #devices: Devices
  readonly #requests: Requests
  readonly #stops: (() => void)[] = []
  readonly #rememberAudioOnly: (on: boolean) => void
  #cameraBefore = false
  readonly #feed: Feed
  readonly #parts: readonly Part[]

  constructor(options: {
    engine: Engine
    api: Pick<AppApi, 'saveTranscript'>
    devices: Devices
    settings: Pick<SettingsKeeper, 'values' | 'change'>
    machine: Machine
    micMuted: boolean
    cameraOff: boolean
    screens: ScreenSource
    files: FilesAround
  }) {
    this.engine = options.engine
    this.transcript = new MeetingTranscript(options.api)
    this.#devices = options.devices
    this.#requests = new Requests((message) => this.engine.send(message))
    const ask = this.#requests.ask.bind(this.#requests)
    this.moderation = new Moderation(ask)
    this.files = new Files({ ...options.files, ask })
    this.chat = new Chat({
      ask,
      now: () => Date.now(),
      keep: (messages, source) => this.transcript.keep(messages, source),
      wrote: (name) => this.notices.add({ kind: 'private', name, before: '' }),
    })
    const { settings } = options
    this.tools = new Tools({
      ask,
      notices: this.notices,
      now: () => performance.timeOrigin + performance.now(),
      ring: () => void (settings.values.get().timer_sound !== false && chime().catch(() => undefined)),
    })
    this.drawing = new Drawing({
      ask,
      send: (message) => this.engine.send(message),
      announcements: this.tools.announcements,
      now: () => performance.now(),
    })
    const { layout: mode, hide_self_view: hideSelf, audio_only } = settings.values.get()
    this.audioOnly = new Store(audio_only)
    this.#rememberAudioOnly = (on) => settings.change({ audio_only: on })
    this.layout = new Layout({
      remembered: { mode, hideSelf },
      remember: (choice) => settings.change({ layout: choice.mode, hide_self_view: choice.hideSelf }),
      now: () => performance.now(),
    })
    this.layout.setPictures(!audio_only)
    this.statistics = new Statistics(options.machine)
    this.subscriptions = new Subscriptions((message) => this.engine.send(message))
    const published = (source: Source): Track | undefined => {
      const { me, state } = this.view.get()
      return me === null || state === null ? undefined : trackOf(state, me, source)
    }
    this.own = new OwnMedia({
      ...options,
      ask,
      published,
      forbidden: (source) => this.notices.add(notice(`forbidden_${source}`)),
    })
    this.sharing = new Sharing({
      publisher: (source) => new Publisher({ source, engine: this.engine, ask, published: () => published(source) }),
      screens: options.screens,
      setManner: (choice) => this.engine.setScreenManner(choice),
    })
    this.voice = new Voice({
      micMuted: this.own.micMuted,
      setMuted: (muted) => this.own.setMicMuted(muted),
      setVolume: (track, volume) => this.engine.setVolume(track, volume),
      now: () => performance.now(),
    })
    this.#stops.push(this.drawing.follow(this.sharing.view, () => published('screen')?.track))
    const engineTold: Part = {
      settled: (state, _, steps) => steps[0] && steps[0].before.tracks !== state.tracks && this.#tellEngine(state),
    }
    this.#parts = [
      this.notices,
      this.chat,
      this.sharing,
      this.speaking,
      this.transcript,
      this.tools,
      this.drawing,
      this.own,
      this.subscriptions,
      this.files,
      engineTold,
    ]
    this.#feed = new Feed(this.#parts, (now, before) => this.#changed(now, before))
    this.#follow()
  }

  get view(): Store<MeetingView> {
    return this.#feed.view
  }

  get camera(): Publisher {
    return this.own.camera
  }

  get microphone(): Publisher {
    return this.own.microphone
  }

  get micMuted(): Readable<boolean> {
    return this.own.micMuted
  }

  get cameraOff(): Readable<boolean> {
    return this.own.cameraOff
  }

  /** Tells the host that this person leaves. Not waited for: whether or not it still answers, this person is gone. */
  sayGoodbye(): void {
    this.#requests.ask({ type: 'leave' }).catch(() => undefined)
  }

  /** Ends the meeting for everybody. Rejects with a ProblemError. */
  async end(): Promise<void> {
    await this.#requests.ask({ type: 'end_meeting' })
  }

  /** Has this deputy's app carry the meeting on. Rejects with a ProblemError: `heartbeat_lost` may mean that it does. */
  async handOver(participant: number): Promise<void> {
    await this.#requests.ask({ type: 'hand_over', participant })
  }

  /** Over for this window, whose connection is closed. Resolves when camera, microphone and screen are given back. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    this.#requests.abandon()
    await Promise.all(this.#parts.map((part) => part.close?.()))
  }

  setMicMuted(muted: boolean): void {
    this.voice.talk.forget()
    this.own.setMicMuted(muted)
  }

  /** The one rule for button and key. */
  toggleMic(): void {
    const talking = this.voice.talk.talking.get()
    const muted = this.own.micAfterToggle()
    this.setMicMuted(talking || muted)
  }

  toggleCamera(): void {
    const off = this.own.cameraAfterToggle()
    if (off !== null) this.setCameraOff(off)
  }

  /** Another camera was chosen, which means that it is to be seen. False: this person may not turn one on now. */
  cameraChosen(): boolean {
    const allowed = this.own.cameraChosen()
    if (allowed && this.audioOnly.get()) this.#showPictures(true)
    return allowed
  }

  setCameraOff(off: boolean): void {
    if (!off && this.audioOnly.get() && this.own.permitted.get().camera) this.#showPictures(true)
    this.own.setCameraOff(off)
  }

  /** Without pictures until it is undone, which brings the own camera back if it was on. */
  setAudioOnly(on: boolean): void {
    if (on === this.audioOnly.get()) return
    this.#showPictures(!on)
    if (on) {
      this.#cameraBefore = !this.cameraOff.get()
      this.setCameraOff(true)
    } else if (this.#cameraBefore) this.setCameraOff(false)
  }

  /** Rejects with a ProblemError. */
  async rename(name: string): Promise<void> {
    await this.#requests.ask({ type: 'rename', name })
  }

  /** Shows these people large in every window; nobody: ends that. Rejects with a ProblemError. */
  async setSpotlight(participants: readonly number[]): Promise<void> {
    await this.#requests.ask({ type: 'set_spotlight', participants: [...participants] })
  }

  async loadOlderChat(place: ChatPlace = null): Promise<void> {
    const chat = place === null ? this.view.get().state?.chat : this.chat.private.view.get().get(place)?.chat
    const before = chat?.[0]?.entry
    if (before === undefined) return
    const page = await this.chat.loadOlder(before, place)
    const state = this.view.get().state
    if (page === null || state === null) return
    if (place !== null) {
      this.chat.private.older(place, page.messages, page.more)
      return
    }
    this.transcript.keep(page.messages)
    this.#change({ state: withOlderChat(state, page.messages, page.more) })
  }

  /** All that was written in this place and is still kept, oldest first. Rejects with a ProblemError. */
  wholeChat(place: ChatPlace): Promise<readonly ChatMessage[]> {
    return this.chat.whole(place, place === null ? this.view.get().state : this.chat.private.view.get().get(place))
  }

  /** Carries out what somebody asked for with one click; why it failed is in `view`. */
  async attempt(request: Promise<void>): Promise<void> {
    try {
      await request
    } catch (error) {
      this.#change({ problem: asProblem(error) })
    }
  }

  dismissProblem(): void {
    this.#change({ problem: null })
  }

  handle(event: EngineEvent): void {
    switch (event.type) {
      case 'message':
        this.#message(event.message)
        break
      case 'link':
        this.#link(event.link)
        break
      case 'levels':
        this.speaking.levels(event.levels, this.view.get().state?.tracks.filter(isVoice) ?? [])
        break
      case 'own-level':
        this.#ownLevel(event.speaking)
        break
      case 'device-lost':
      case 'camera-silent':
        this.#devices.told(event)
        break
      case 'frozen':
      case 'missing':
      case 'excess':
      case 'undecodable':
      case 'stalled':
      case 'blank':
        this.flow.handle(event)
        break
      case 'too-much':
        if (this.subscriptions.tooMuch(event, this.view.get().state?.tracks)) this.notices.add(notice('crowded'))
        break
      case 'measured':
        if (event.source === 'camera') this.own.camera.setLayers(event.published)
        else this.sharing.told(event)
        break
      case 'screen-manner':
        this.sharing.told(event)
        break
      case 'fault':
        this.#change({ problem: { code: event.code as Problem['code'], detail: { reason: event.detail } } })
        break
      case 'restarted':
        if (event.worker !== 'control') this.notices.add({ kind: 'restarted', name: event.worker, before: '' })
        break
      case 'stats':
      case 'round-trip':
        this.#statistics(event)
        break
      case 'clock':
        this.tools.clock.measured(event.offset)
        break
      default:
        event.type satisfies 'audio-suspended' | 'media' | 'picture'
    }
  }

  #showPictures(on: boolean): void {
    this.audioOnly.set(!on)
    this.#rememberAudioOnly(!on)
    this.layout.setPictures(on)
  }

  #follow(): void {
    this.#stops.push(this.own.follow(), tellNameShared(this.people, this.notices))
    this.#stops.push(this.speaking.participants.subscribe((speakers) => this.layout.speakersChanged(speakers)))
    const timer = setInterval(() => {
      this.speaking.refresh()
      this.layout.tick()
    }, SPEAKING_CHECK)
    this.#stops.push(() => clearInterval(timer))
  }

  #message(message: HostMessage): void {
    if (this.#requests.take(message)) return
    this.tools.message(message, this.view.get().state, this.view.get().me)
    this.drawing.message(message, this.view.get().state)
    switch (message.type) {
      case 'welcome':
        this.#welcome(message)
        break
      case 'in_lobby':
        this.#change({ waiting: true })
        break
      case 'lobby':
      case 'stopped':
        this.moderation.told(message)
        break
      case 'entries':
        this.#feed.entries(message.entries)
        break
      case 'private':
        this.#private(() => this.chat.told(message.news, this.view.get().state?.participants ?? []))
        break
      case 'file_ended':
        this.files.ended(message.file, message.code)
        break
      case 'speakers':
        this.speaking.ranked(message.participants)
        break
      case 'error':
        this.#change({ problem: { code: message.code, detail: message.detail } })
        break
    }
  }

  #welcome(welcome: Welcome): void {
    const known = this.view.get().state
    if (this.view.get().waiting) this.notices.add(notice('let_in'))
    this.#change({ waiting: false })
    this.moderation.forget()
    const state = this.#feed.welcome(welcome, (snapshot) => {
      if (known) this.notices.caughtUp(known, snapshot, welcome.participant, this.tools.clock.host)
      this.transcript.begin(snapshot.meeting, snapshot.chat)
      this.#tellEngine(snapshot)
    })
    if (state === null) return
    this.#private(() => this.chat.welcomed(welcome, state, known === null))
    this.subscriptions.welcomed()
    this.#setJoined(true)
  }

  #setJoined(joined: boolean): void {
    for (const part of this.#parts) part.setJoined?.(joined)
  }

  #private(take: () => void): void {
    try {
      take()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#change({ problem: { code: 'unexpected_message' } })
    }
  }

  #tellEngine(state: MeetingState): void {
    this.voice.volumes.tracksChanged(state.tracks)
    const { me } = this.view.get()
    if (me !== null) tellReceived(this.engine, state, me)
  }

  #link(link: LinkState): void {
    this.#change({ link })
    if (link.state === 'open') return
    this.#requests.abandon()
    this.#setJoined(false)
  }

  #ownLevel(speaking: boolean): void {
    this.voice.heard(speaking)
    const { me } = this.view.get()
    if (me !== null) this.speaking.own(me, speaking && !this.micMuted.get())
  }

  #statistics(event: Extract<EngineEvent, { type: 'stats' | 'round-trip' }>): void {
    const { link } = this.view.get()
    const { standing } = this.flow
    this.statistics.handle(event, { people: this.people.get(), frozen: standing, connected: link.state === 'open' })
  }

  #change(change: Partial<MeetingView>): void {
    this.#feed.change(change)
  }

  #changed({ me, state }: MeetingView, before: MeetingView): void {
    if (state === null || me === null || (me === before.me && sameApartFromChat(state, before.state))) return
    this.people.set(peopleOf(state, me))
    this.layout.meetingChanged(this.people.get(), state.tracks, state.spotlight)
  }
}
