import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LinkState } from '../api'
import { ControlSession } from './session'

/** Stands in for the browser's WebSocket; the test decides how each one ends. */
class FakeSocket {
  static readonly OPEN = 1
  static made: FakeSocket[] = []
  readyState = 0
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  constructor(readonly url: string) {
    FakeSocket.made.push(this)
  }
  close(): void {}
}

function sessionWith(links: LinkState[]): ControlSession {
  return new ControlSession({
    url: 'ws://127.0.0.1:1/api/meeting',
    app: '0.1.0',
    name: 'Ann',
    last: { entry: null, private: [] },
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

  it('is given up when the meeting is over', () => {
    fail(4000, 'meeting_ended')
    expect(links.at(-1)).toEqual({ state: 'closed', code: 4000, reason: 'meeting_ended' })
    session.tryNow()
    expect(FakeSocket.made.length).toBe(1)
  })
})
