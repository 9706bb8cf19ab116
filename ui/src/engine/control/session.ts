/** One participant's control channel: hello, heartbeat, clock, and coming back after a loss. */

import { type Carriage, type Channel, OPEN } from '../../carriage/channel'
import { Choice, PATIENCE } from '../../carriage/choice'
import { Probe } from '../../carriage/probe'
import type { ClientMessage, HostMessage } from '../../wire/messages'
import { CLOSE_CODES, PROTOCOL_VERSION, SOCKET_PROBE } from '../../wire/rules'
import { toldBy } from '../../wire/told'
import type { EngineEvent, LinkState, Milli } from '../api'
import { nowMs, nowUs, toMilli } from '../units'
import { ClockEstimate } from './clock'
import { comesBack, waitBefore } from './comeback'
import { Delivered, type Last } from './delivered'
import { Heartbeat, TICK } from './heartbeat'
import type { ControlNotice } from './messages'

/** A connection that was not welcomed by then is given up. */
const WELCOME_LIMIT: Milli = 8_000

/** What a session needs to be made; none of it changes later. */
export interface SessionOptions {
  url: string
  app: string
  name: string
  /** What was delivered before, if this session continues another. */
  last: Last
  /** Whether the host takes channels over requests, too. */
  requests: boolean
  /** Opens a control channel; over requests, one that was opened before is given up. */
  open(carriage: Carriage): Channel
  /** The lines of requests are of no use any more; `last`: for good, so that what was said may still leave. */
  letGo(last: boolean): void
  /** For the page. */
  emit(event: EngineEvent): void
  /** For the engine, which opens and closes media channels by it. */
  notify(notice: ControlNotice): void
}

/** In the control worker, from joining until the meeting is over for this window: over all its connections. */
export class ControlSession {
  readonly #options: SessionOptions
  readonly #clock = new ClockEstimate()
  readonly #offsets: Record<string, number> = {}
  readonly #delivered: Delivered
  readonly #choice: Choice
  #socket: Channel | null = null
  #probe: Probe | null = null
  #heart = new Heartbeat(0)
  #started: Milli = 0
  #welcomed = false
  #waiting = false
  #lostSince: Milli | null = null
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  readonly #ticker: ReturnType<typeof setInterval>

  constructor(options: SessionOptions) {
    this.#options = options
    this.#delivered = new Delivered(options.last)
    this.#choice = new Choice(options.requests)
    this.#ticker = setInterval(() => this.#tick(), TICK)
    this.#link({ state: 'connecting' })
    this.#open()
  }

  /** Dropped while the link is lost: the page asks again what matters when it was welcomed. */
  send(message: ClientMessage): void {
    if ((this.#welcomed || this.#waiting) && this.#socket?.readyState === OPEN)
      this.#socket.send(JSON.stringify(message))
  }

  /** Does not wait for the next attempt to be due. */
  tryNow(): void {
    if (this.#retry === undefined) return
    clearTimeout(this.#retry)
    this.#open()
  }

  /** Closes for good, without an event. */
  end(): void {
    clearInterval(this.#ticker)
    clearTimeout(this.#retry)
    this.#drop(1000, true)
  }

  #link(link: LinkState): void {
    this.#options.emit({ type: 'link', link })
  }

  #open(): void {
    this.#retry = undefined
    const socket = this.#options.open(this.#choice.now)
    this.#socket = socket
    this.#started = nowMs()
    const attempt = nowUs()
    socket.onopen = () => {
      this.#heart = new Heartbeat(nowMs())
      const { app, name } = this.#options
      const hello: ClientMessage = { type: 'hello', protocol: PROTOCOL_VERSION, app, name, attempt }
      const last = this.#delivered.last
      if (last.entry !== null) Object.assign(hello, { last_entry: last.entry, last_private: last.private })
      socket.send(JSON.stringify(hello))
    }
    socket.onmessage = ({ data }) => {
      const received = nowUs()
      this.#heart.heard(nowMs())
      this.#choice.worked()
      const message = toldBy<HostMessage>(data)
      if (message === null) this.#closed(CLOSE_CODES.MALFORMED, 'malformed_message')
      else this.#receive(message, received)
    }
    socket.onclose = ({ code, reason }) => this.#closed(code, reason)
  }

  /** While requests carry the meeting, it is tried beside whether a socket opens by now. */
  #probeSocket(): void {
    this.#probe?.stop()
    if (this.#choice.now === 'socket') return
    this.#probe = new Probe(`${this.#options.url}/${SOCKET_PROBE}`, () => {
      this.#choice.socketWorks()
      this.#closed(CLOSE_CODES.HEARTBEAT_LOST, 'heartbeat_lost')
    })
  }

  #receive(message: HostMessage, receivedUs: number): void {
    this.#delivered.take(message)
    switch (message.type) {
      case 'welcome': {
        this.#welcomed = true
        this.#waiting = false
        this.#lostSince = null
        this.#attempt = 0
        this.#clock.reset()
        this.#options.notify({
          type: 'open',
          url: this.#options.url,
          carriage: this.#choice.now,
          fresh: message.state != null,
        })
        this.#probeSocket()
        // The snapshot comes before the news that the link is open, so that whoever acts on that has the state.
        this.#options.emit({ type: 'message', message })
        this.#link({ state: 'open' })
        this.#tick()
        return
      }
      case 'in_lobby':
        this.#waiting = true
        this.#lostSince = null
        this.#attempt = 0
        this.#options.emit({ type: 'message', message })
        this.#link({ state: 'waiting' })
        this.#tick()
        return
      case 'pong': {
        this.#clock.add(message.sent_us, message.host_us, receivedUs)
        const milliseconds = toMilli(receivedUs - message.sent_us)
        this.#options.emit({ type: 'round-trip', milliseconds, carriage: this.#choice.now })
        const offset = this.#clock.takeReport()
        if (offset !== null) {
          this.send({ type: 'clock', offset_us: offset })
          this.#options.emit({ type: 'clock', offset: toMilli(offset) })
        }
        this.#notifyOffsets()
        return
      }
      case 'clocks':
        Object.assign(this.#offsets, message.offsets_us)
        this.#notifyOffsets()
        break
      case 'demand': {
        const { track, layers, undecodable = [] } = message
        this.#options.notify({ type: 'demand', track, layers, undecodable })
        break
      }
      case 'key_frame_wanted':
        this.#options.notify({ type: 'key-frame-wanted', track: message.track, layer: message.layer })
        break
    }
    this.#options.emit({ type: 'message', message })
  }

  #notifyOffsets(): void {
    this.#options.notify({ type: 'offsets', own: this.#clock.offset, others: { ...this.#offsets } })
  }

  #tick(): void {
    const socket = this.#socket
    if (socket === null) return
    if (!this.#welcomed && !this.#waiting) {
      const limit = this.#choice.hasty && socket.readyState !== OPEN ? PATIENCE : WELCOME_LIMIT
      if (nowMs() - this.#started > limit) this.#closed(CLOSE_CODES.HEARTBEAT_LOST, 'heartbeat_lost')
      return
    }
    const due = this.#heart.tick(nowMs())
    if (due === 'lost') this.#closed(CLOSE_CODES.HEARTBEAT_LOST, 'heartbeat_lost')
    else if (due === 'ping') this.send({ type: 'ping', sent_us: nowUs() })
  }

  /** The connection is gone, or to be taken for gone. */
  #closed(code: number, reason: string): void {
    const began = this.#welcomed || this.#waiting
    this.#drop(code, false)
    if (!comesBack(code)) {
      clearInterval(this.#ticker)
      this.#link({ state: 'closed', code, reason })
      return
    }
    if (!began && this.#choice.failed()) {
      this.#open()
      return
    }
    this.#lostSince ??= nowMs()
    this.#link({ state: 'lost', since: this.#lostSince, attempt: this.#attempt, reason })
    this.#retry = setTimeout(() => this.#open(), waitBefore(this.#attempt++))
  }

  /** Lets go of the socket and the media channels without waiting for anybody. */
  #drop(code: number, last: boolean): void {
    this.#probe?.stop()
    this.#probe = null
    const socket = this.#socket
    this.#socket = null
    this.#welcomed = this.#waiting = false
    this.#options.notify({ type: 'shut', back: !last && comesBack(code) })
    if (socket === null) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    if (socket.readyState <= OPEN) socket.close(code >= 4000 ? code : 1000)
    this.#options.letGo(last)
  }
}
