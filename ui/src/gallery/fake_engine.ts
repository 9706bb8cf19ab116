import type { Engine, EngineEvent, PublishedLayers, TrackStats } from '../engine/api'
import { DEFAULTS } from '../wire/defaults'
import type {
  ChatMessage,
  ClientMessage,
  Conversation,
  HostMessage,
  JoinedMeeting,
  MeetingState,
  PostChat,
  PrivateEntries,
} from '../wire/messages'
import { FakeDrawing } from './fake_drawing'
import { FakeModeration } from './fake_moderation'
import { FakeTools } from './fake_tools'
import type { GalleryOptions } from './options'
import { conversationsOf, pageBefore, STARTED } from './people'

/** A quarter of an hour after the meeting began. */
const HOST_US = (STARTED + 754) * 1_000_000

const FIGURES: TrackStats = {
  track: 0,
  direction: 'receive',
  kind: 'video',
  codec: 'vp8',
  latencyP50: null,
  latencyP95: null,
  bitsPerSecond: 1_900_000,
  framesPerSecond: 0,
  width: 1280,
  height: 720,
  layer: 1,
  dropped: 0,
  jitterTarget: null,
  concealed: 0,
  lipSync: null,
  waited: null,
  speakerDelay: null,
  encodeMs: null,
  reduced: null,
}

/** An engine without media: paints moving colours where pictures would be, and answers as a host would. */
export class FakeEngine implements Engine {
  readonly #onEvent: (event: EngineEvent) => void
  readonly #options: GalleryOptions
  readonly #state: MeetingState
  readonly #canvases = new Map<HTMLCanvasElement, number>()
  readonly #moderation: FakeModeration
  readonly #tools: FakeTools
  readonly #drawing: FakeDrawing
  #entry: number
  /** Number of the last entry of each private conversation. */
  readonly #private = new Map<number, number>()
  #nextTrack = 1_000
  /** The meeting goes on in the app of this person. */
  onMoved: (joined: JoinedMeeting) => void = () => undefined
  #timers: ReturnType<typeof setInterval>[] = []

  constructor(onEvent: (event: EngineEvent) => void, state: MeetingState, options: GalleryOptions) {
    this.#onEvent = onEvent
    this.#state = state
    this.#entry = state.entry
    this.#options = options
    this.#moderation = new FakeModeration(
      state,
      (change) => this.#enter(change),
      (message) => this.#tell(message),
    )
    this.#tools = new FakeTools(
      state,
      (change) => this.#enter(change),
      (message) => this.#tell(message),
    )
    this.#drawing = new FakeDrawing(state, (message) => this.#tell(message))
    this.#timers.push(
      setInterval(() => this.#paint(), 50),
      setInterval(() => this.#talk(), 100),
    )
    // Who comes badly is known after some time, which a still picture has not.
    if (options.states.includes('slow') || options.states.includes('wireless'))
      this.#timers.push(setInterval(() => this.#measure(), 20))
    else if (!options.still) this.#timers.push(setInterval(() => this.#measure(), 1_000))
  }

  /** The screen gives way to another one. */
  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
  }

  connect(): void {
    const { states } = this.#options
    if (states.includes('waiting')) {
      this.#tell({ type: 'in_lobby', protocol: 1 })
      this.#onEvent({ type: 'link', link: { state: 'waiting' } })
      return
    }
    const conversations = states.includes('private') ? conversationsOf(this.#state) : []
    for (const { participant, entry } of conversations) this.#private.set(participant, entry)
    this.#onEvent({ type: 'link', link: { state: 'open' } })
    this.#tell({
      ...DEFAULTS.Welcome,
      type: 'welcome',
      protocol: 1,
      participant: 1,
      host_us: HOST_US,
      state: this.#state,
      conversations,
    })
    if (states.includes('private')) this.#tell({ type: 'private', news: written(conversations, this.#private) })
    if (this.#options.people > 1) this.#tell({ type: 'speakers', participants: [2] })
    if (states.includes('lobby')) this.#moderation.showLobby()
    if (states.includes('stopped')) this.#moderation.showStopped()
    this.#tools.show(this.#options)
    this.#drawing.show(this.#options)
    if (states.includes('captions')) this.#caption()
    if (states.includes('moved')) setTimeout(() => this.#move(2))
    if (states.includes('unshown')) this.#hidePictures()
    this.#measure()
    if (states.includes('lost'))
      this.#onEvent({ type: 'link', link: { state: 'lost', since: 0, attempt: 3, reason: 'host_unreachable' } })
    if (states.includes('suspended')) this.#onEvent({ type: 'audio-suspended', pause: 'blocked' })
    if (states.includes('removed'))
      this.#onEvent({ type: 'link', link: { state: 'closed', code: 4003, reason: 'removed' } })
    else if (states.includes('ended'))
      this.#onEvent({ type: 'link', link: { state: 'closed', code: 4000, reason: '' } })
  }

  /** Something happens while somebody looks. */
  happen(event: EngineEvent): void {
    this.#onEvent(event)
  }

  tryNow(): void {}

  disconnect(): void {
    this.#canvases.clear()
  }

  send(message: ClientMessage): boolean {
    // The answer takes as long as a real one would, so that "sending" can be seen.
    setTimeout(() => this.#answer(message), 30)
    return true
  }

  setCamera(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    return Promise.resolve(track ? { codec: 'vp8', layers: [{ layer: 0, width: 320, height: 180 }] } : null)
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    return Promise.resolve(track ? { codec: 'opus', layers: [] } : null)
  }

  setScreen(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    return Promise.resolve(track ? { codec: 'vp09.00.40.08', layers: [{ layer: 1, width: 1920, height: 1080 }] } : null)
  }

  setScreenAudio(track: MediaStreamTrack | null): Promise<PublishedLayers | null> {
    return Promise.resolve(track ? { codec: 'opus', layers: [] } : null)
  }

  attach(track: number, place: HTMLElement): void {
    const canvas = document.createElement('canvas')
    Object.assign(canvas.style, { display: 'block', width: '100%', height: '100%', objectFit: 'inherit' })
    place.replaceChildren(canvas)
    this.#canvases.set(canvas, track)
  }

  detach(place: HTMLElement): void {
    this.#canvases.delete(place.firstChild as HTMLCanvasElement)
  }

  resize(place: HTMLElement, width: number, height: number): void {
    const canvas = place.firstChild as HTMLCanvasElement
    canvas.width = width
    canvas.height = height
    this.#paint()
  }

  setPublished(): void {}
  setScreenManner(): void {}
  setMuted(): void {}
  setSync(): void {}
  setSound(): void {}
  setVolume(): void {}
  setTracks(): void {}

  playTestSound(): Promise<void> {
    return Promise.resolve()
  }

  setSpeaker(): Promise<void> {
    return Promise.resolve()
  }

  soundIsThere(): void {}

  resumeAudio(): Promise<void> {
    this.#onEvent({ type: 'audio-suspended', pause: null })
    return Promise.resolve()
  }

  /** Pictures are not shown: screens as there is too much, cameras for one reason after the other. */
  #hidePictures(): void {
    const pictures = this.#state.tracks.filter(({ participant, codec }) => participant !== 1 && codec !== 'opus')
    const say = (): void =>
      pictures.forEach(({ track, source, codec }, at) => {
        const kind = source === 'screen' ? 1 : at % 4
        if (kind === 0) this.#onEvent({ type: 'excess', track, excess: true })
        else if (kind === 1) this.#onEvent({ type: 'too-much', track, layer: 0 })
        else if (kind === 2) this.#onEvent({ type: 'undecodable', track, codec, undecodable: true })
        else this.#onEvent({ type: 'frozen', track, frozen: true })
      })
    // Cameras are asked for with fewer frames first, and not at all after a while.
    for (const after of [300, 2_600]) setTimeout(say, after)
  }

  #answer(message: ClientMessage): void {
    if (!('id' in message)) return
    if (message.type === 'post_chat') this.#post(message)
    if (message.type === 'edit_chat' && !message.to) {
      const { message: edited, text } = message
      this.#enter({ change: 'chat_edited', message: edited, text, at: Date.now() / 1_000 })
    }
    if (message.type === 'remove_chat' && !message.to) {
      this.#enter({ change: 'chat_removed', message: message.message, by: 1 })
    }
    if (message.type === 'load_chat') {
      const messages = message.to ? [] : pageBefore(this.#state, message.before)
      this.#tell({
        type: 'chat_page',
        id: message.id,
        messages,
        more: messages.length > 0 && messages[0]?.ref !== 'message-0',
      })
      return
    }
    if (message.type === 'set_spotlight') {
      this.#enter({ change: 'spotlight_changed', participants: message.participants, by: 1 })
    }
    if (message.type === 'publish_track') {
      const { source, codec, muted = false, layers = [] } = message
      const track = this.#nextTrack++
      this.#drawing.answer(message)
      this.#enter({ change: 'track_published', track: { track, participant: 1, source, codec, muted, layers } })
      this.#tell({ ...DEFAULTS.Done, type: 'done', id: message.id, track })
      return
    }
    if (message.type === 'hand_over') setTimeout(() => this.#move(message.participant), 500)
    this.#moderation.answer(message)
    this.#tools.answer(message)
    this.#drawing.answer(message)
    this.#tell({ ...DEFAULTS.Done, type: 'done', id: message.id })
  }

  #post({ ref, text, to, reply_to }: PostChat): void {
    const at = Date.now() / 1_000
    const entry = (to ? (this.#private.get(to) ?? 0) : this.#entry) + 1
    const reply = reply_to ? { reply_to } : {}
    const message = { entry, participant: 1, name: 'Mira', ref, text, at, ...reply }
    const change = { change: 'chat_posted', message } as const
    if (!to) {
      this.#enter(change)
      return
    }
    this.#private.set(to, entry)
    this.#tell({ type: 'private', news: { participant: to, entries: [{ number: entry, at, change }] } })
  }

  /** Somebody raises a hand and somebody types what is said. */
  #caption(): void {
    const [, second, third] = this.#state.participants
    setTimeout(() => {
      if (third) this.#enter({ change: 'hand_raised', participant: third.participant })
      const text =
        'And that is why the second *milestone* moves to March: the tests come first, and then the new window.'
      const { participant = 1, name = '' } = second ?? {}
      const message = { entry: this.#entry + 1, participant, name, ref: 'caption', text, at: STARTED }
      this.#enter({ change: 'chat_posted', message })
    })
  }

  /** Everybody comes back at once, but for one who needs longer. */
  #move(to: number): void {
    this.#enter({ change: 'host_changed', participant: to, before: 1, term: 2 })
    for (const { participant } of this.#state.participants)
      if (participant !== 3) this.#enter({ change: 'link_restored', participant })
    const { meeting, title, participants } = this.#state
    this.onMoved({ meeting, title, host: participants[to - 1]?.name ?? '', address: '192.168.1.33' })
  }

  #enter(change: Extract<HostMessage, { type: 'entries' }>['entries'][number]['change']): void {
    this.#tell({ type: 'entries', entries: [{ number: ++this.#entry, at: Date.now() / 1_000, change }] })
  }

  #tell(message: HostMessage): void {
    this.#onEvent({ type: 'message', message })
  }

  #talk(): void {
    const level = 0.25 + 0.2 * Math.sin(Date.now() / 200)
    this.#onEvent({ type: 'own-level', level, speaking: this.#options.states.includes('talking') })
    if (this.#options.people > 1) this.#onEvent({ type: 'levels', levels: { 4: level } })
  }

  /** Invented figures; every fifth person comes badly, and in a slow network nearly everybody. */
  #measure(): void {
    const slow = this.#options.states.includes('slow')
    const wireless = this.#options.states.includes('wireless')
    this.#onEvent({ type: 'round-trip', milliseconds: slow ? 180 : 3, carriage: 'socket' })
    const received = this.#state.tracks.map(({ track, participant, source, muted }): TrackStats => {
      const late = slow || participant % 5 === 0 ? 420 : 60 + participant
      const video = source !== 'microphone'
      const rate = muted ? 0 : video ? 30 : 50
      return {
        ...FIGURES,
        track,
        kind: video ? 'video' : 'audio',
        codec: video ? 'vp8' : 'opus',
        latencyP50: late - 20,
        latencyP95: late,
        bitsPerSecond: rate * (video ? 40_000 : 800),
        framesPerSecond: rate,
        ...(video
          ? { width: 1280, height: 720, layer: 1, lipSync: wireless ? 96 : 8, waited: wireless ? 262 : 0 }
          : { jitterTarget: 48, concealed: 0.004, speakerDelay: wireless ? 312 : 46 }),
      }
    })
    const own: TrackStats = { ...FIGURES, track: 1_000, direction: 'send', framesPerSecond: 30, encodeMs: 7.6 }
    own.reduced = slow ? 'network' : null
    this.#onEvent({ type: 'stats', stats: [own, ...received] })
  }

  #paint(): void {
    const time = this.#options.still ? 0 : Date.now() / 40
    for (const [canvas, track] of this.#canvases) {
      const context = canvas.getContext('2d')
      if (!context) continue
      const { width, height } = canvas
      if (track >= 500) {
        paintScreen(context, width, height)
        continue
      }
      const light = context.createLinearGradient(0, 0, width, height)
      light.addColorStop(0, `hsl(${track * 47} 45% 42%)`)
      light.addColorStop(1, `hsl(${track * 47 + 60} 50% 28%)`)
      context.fillStyle = light
      context.fillRect(0, 0, width, height)
      context.fillStyle = `hsl(${track * 47 + 30} 40% 70%)`
      context.beginPath()
      context.arc(width / 2 + Math.sin((time + track * 20) / 25) * width * 0.04, height * 0.42, height * 0.17, 0, 7)
      context.ellipse(width / 2, height * 1.02, height * 0.34, height * 0.38, 0, 0, 7)
      context.fill()
    }
  }
}

/** A page of text, as a shared screen would show it. */
function paintScreen(context: CanvasRenderingContext2D, width: number, height: number): void {
  const unit = Math.min(width / 16, height / 9)
  const [left, top] = [(width - unit * 16) / 2, (height - unit * 9) / 2]
  context.clearRect(0, 0, width, height)
  context.fillStyle = '#f7f8fa'
  context.fillRect(left, top, unit * 16, unit * 9)
  context.fillStyle = '#33506b'
  context.fillRect(left, top, unit * 16, unit)
  context.fillStyle = '#9fb0bd'
  for (let line = 0; line < 9; line++) {
    context.fillRect(left + unit, top + unit * (1.8 + line * 0.75), unit * (8 + ((line * 5) % 6)), unit * 0.3)
  }
}

/** One more message of the second conversation, which is not read yet. */
function written(conversations: readonly Conversation[], last: Map<number, number>): PrivateEntries {
  const { participant = 0, name = '', entry = 0, chat = [] } = conversations.at(-1) ?? {}
  last.set(participant, entry + 1)
  const at = (chat.at(-1)?.at ?? 0) + 60
  const message: ChatMessage = { entry: entry + 1, participant, name, ref: 'fresh', text: 'Are you there?', at }
  return { participant, entries: [{ number: entry + 1, at, change: { change: 'chat_posted', message } }] }
}
