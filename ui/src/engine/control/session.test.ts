import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Channel, openSocket } from '../../carriage/channel'
import { DEFAULTS } from '../../wire/defaults'
import type { HostMessage } from '../../wire/messages'
import { CLOSE_CODES } from '../../wire/rules'
import type { LinkState } from '../api'
import { ControlSession } from './session'

/** Stands in for the browser's WebSocket; the test decides how each one ends. */
class FakeSocket {
  static readonly OPEN = 1
  static made: FakeSocket[] = []
  readonly sent: { type: string }[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  constructor(readonly url: string) {
    FakeSocket.made.push(this)
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }
  close(): void {}
}

function sessionWith(links: LinkState[]): ControlSession {
  return new ControlSession({
    url: 'ws://127.0.0.1:1/api/meeting',
    app: '0.1.0',
    name: 'Ann',
    last: { entry: null, private: [] },
    requests: false,
    open: () => openSocket('ws://127.0.0.1:1/api/meeting/control'),
    letGo: () => undefined,
    emit: (event) => event.type === 'link' && links.push(event.link),
    notify: () => undefined,
  })
}

describe('a host that cannot be reached', () => {
  let links: LinkState[]
  let session: ControlSession

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    FakeSocket.made = []
    links = []
    session = sessionWith(links)
  })

  afterEach(() => {
    session.end()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  function fail(code: number, reason: string): void {
    FakeSocket.made.at(-1)?.onclose?.({ code, reason })
  }

  it.each([
    ['no JSON', 'hello'],
    ['a welcome of which something is missing', JSON.stringify({ type: 'welcome', protocol: 2, participant: 1 })],
    ['a list of entries that is none', JSON.stringify({ type: 'entries', entries: 7 })],
    ['bytes', new ArrayBuffer(4) as unknown as string],
  ])('is left, and that is said, when it says what no host says: %s', (_, data) => {
    const socket = FakeSocket.made.at(-1) as FakeSocket
    socket.onopen?.()
    expect(() => socket.onmessage?.({ data })).not.toThrow()
    expect(links.at(-1)).toEqual({ state: 'closed', code: CLOSE_CODES.MALFORMED, reason: 'malformed_message' })
    vi.advanceTimersByTime(10_000)
    expect(FakeSocket.made.length, 'it is not tried again').toBe(1)
  })

  it('says why with every attempt', () => {
    fail(4102, 'host_refused')
    expect(links.at(-1)).toMatchObject({ state: 'lost', attempt: 0, reason: 'host_refused' })
    vi.advanceTimersByTime(1)
    fail(4102, 'host_unreachable')
    expect(links.at(-1)).toMatchObject({ state: 'lost', attempt: 1, reason: 'host_unreachable' })
  })

  it('is tried at once when the person wants it, and only once', () => {
    for (let attempt = 0; attempt < 5; attempt++) {
      fail(4102, 'host_silent')
      vi.advanceTimersByTime(attempt < 4 ? 2_000 : 0)
    }
    const before = FakeSocket.made.length
    session.tryNow()
    session.tryNow()
    expect(FakeSocket.made.length).toBe(before + 1)
    vi.advanceTimersByTime(5_000)
    expect(FakeSocket.made.length).toBe(before + 1)
  })

  it('is told which attempt is the later one', () => {
    const hellos = [0, 1].map(() => {
      const made = FakeSocket.made.at(-1) as FakeSocket
      vi.advanceTimersByTime(100)
      made.onopen?.()
      fail(1006, '')
      vi.advanceTimersByTime(1)
      return made.sent[0] as { type: string; attempt: number }
    })
    expect(hellos.map(({ type }) => type)).toEqual(['hello', 'hello'])
    // When it was begun, not when its connection was made: that may be long after it was given up.
    expect(hellos[1]!.attempt - hellos[0]!.attempt).toBe(100_000)
  })

  it('is come back to from a page that its browser says is going: it may stay', () => {
    fail(1001, '')
    expect(links.at(-1)).toMatchObject({ state: 'lost', attempt: 0 })
    vi.advanceTimersByTime(1)
    expect(FakeSocket.made.length).toBe(2)
  })

  it('is given up when the meeting is over', () => {
    fail(4000, 'meeting_ended')
    expect(links.at(-1)).toEqual({ state: 'closed', code: 4000, reason: 'meeting_ended' })
    session.tryNow()
    expect(FakeSocket.made.length).toBe(1)
  })
})

describe('somebody who waits in the lobby', () => {
  let links: LinkState[]
  let session: ControlSession

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    FakeSocket.made = []
    links = []
    session = sessionWith(links)
    arrive()
  })

  afterEach(() => {
    session.end()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const socket = (): FakeSocket => FakeSocket.made.at(-1) as FakeSocket
  const say = (message: HostMessage): void => socket().onmessage?.({ data: JSON.stringify(message) })

  function arrive(): void {
    socket().readyState = FakeSocket.OPEN
    socket().onopen?.()
    say({ type: 'in_lobby', protocol: 1 })
  }

  it('keeps the link up for as long as it takes, and is in when it is let in', () => {
    expect(links.at(-1)).toEqual({ state: 'waiting' })
    for (let second = 0; second < 60; second++) {
      vi.advanceTimersByTime(1_000)
      say({ type: 'pong', sent_us: 0, host_us: 0 })
    }
    expect(socket().sent.filter(({ type }) => type === 'ping').length).toBeGreaterThan(50)
    expect(links.at(-1)).toEqual({ state: 'waiting' })
    say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: 2, host_us: 0, entries: [] })
    expect(links.at(-1)).toEqual({ state: 'open' })
  })

  it('comes back to waiting after a lost link', () => {
    vi.advanceTimersByTime(3_000)
    expect(links.at(-1)).toMatchObject({ state: 'lost' })
    vi.advanceTimersByTime(1)
    expect(FakeSocket.made.length).toBe(2)
    arrive()
    expect(links.at(-1)).toEqual({ state: 'waiting' })
  })

  it('can say goodbye', () => {
    session.send({ type: 'leave', id: 1 })
    expect(socket().sent.at(-1)).toEqual({ type: 'leave', id: 1 })
  })

  it('is told that it was refused', () => {
    socket().onclose?.({ code: 4401, reason: 'lobby_refused' })
    expect(links.at(-1)).toEqual({ state: 'closed', code: 4401, reason: 'lobby_refused' })
  })
})

describe('where no socket opens', () => {
  let links: LinkState[]
  let tried: string[]
  let made: FakeSocket[]
  let session: ControlSession

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    FakeSocket.made = []
    links = []
    tried = []
    made = []
    session = new ControlSession({
      url: 'wss://192.0.2.1:47800/meetdesk/2',
      app: '0.1.0',
      name: 'Gus',
      last: { entry: null, private: [] },
      requests: true,
      open: (carriage) => {
        tried.push(carriage)
        const channel = new FakeSocket(carriage)
        made.push(channel)
        return channel as unknown as Channel
      },
      letGo: () => undefined,
      emit: (event) => event.type === 'link' && links.push(event.link),
      notify: () => undefined,
    })
  })

  afterEach(() => {
    session.end()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  function welcome(channel = made.at(-1)!): void {
    channel.readyState = 1
    channel.onopen?.()
    const said = { ...DEFAULTS.Welcome, type: 'welcome', protocol: 2, participant: 1, host_us: 0 }
    channel.onmessage?.({ data: JSON.stringify(said) })
  }

  it('requests are tried at once when it is refused', () => {
    made[0]!.onclose?.({ code: 1006, reason: '' })
    expect(tried).toEqual(['socket', 'requests'])
    welcome()
    expect(links.map(({ state }) => state)).toEqual(['connecting', 'open'])
  })

  it('requests are tried within 2 s when nobody answers, and what comes late is nobody’s', () => {
    vi.advanceTimersByTime(2_000)
    expect(tried).toEqual(['socket', 'requests'])
    expect(made[0]!.onopen).toBeNull()
    expect(links.map(({ state }) => state)).toEqual(['connecting'])
  })

  it('a socket that is slow to be welcomed, but open, is not given up', () => {
    made[0]!.readyState = 1
    made[0]!.onopen?.()
    vi.advanceTimersByTime(4_000)
    expect(tried).toEqual(['socket'])
  })

  it('a cut does not lead to requests where sockets have worked', () => {
    welcome()
    made[0]!.onclose?.({ code: 1006, reason: '' })
    vi.advanceTimersByTime(1)
    made[1]!.onclose?.({ code: 1006, reason: '' })
    vi.advanceTimersByTime(300)
    expect(tried).toEqual(['socket', 'socket', 'socket'])
  })

  it('the socket is gone back to when a probe of it is answered', () => {
    made[0]!.onclose?.({ code: 1006, reason: '' })
    welcome()
    for (let second = 0; second < 10; second++) {
      vi.advanceTimersByTime(1_000)
      made[1]!.onmessage?.({ data: JSON.stringify({ type: 'clocks', offsets_us: {} }) })
    }
    const probe = FakeSocket.made.at(-1)!
    expect(probe.url).toBe('wss://192.0.2.1:47800/meetdesk/2/probe')
    probe.onmessage?.({ data: 'open' })
    vi.advanceTimersByTime(1)
    expect(tried).toEqual(['socket', 'requests', 'socket'])
  })

  it('requests go on while probes fail, and come back by themselves', () => {
    made[0]!.onclose?.({ code: 1006, reason: '' })
    welcome()
    for (let second = 0; second < 40; second++) {
      vi.advanceTimersByTime(1_000)
      made[1]!.onmessage?.({ data: JSON.stringify({ type: 'clocks', offsets_us: {} }) })
      if (FakeSocket.made.at(-1) !== made.at(-1)) FakeSocket.made.at(-1)!.onclose?.({ code: 1006, reason: '' })
    }
    expect(tried).toEqual(['socket', 'requests'])
    made[1]!.onclose?.({ code: 1006, reason: '' })
    vi.advanceTimersByTime(1)
    expect(tried).toEqual(['socket', 'requests', 'requests'])
  })
})
