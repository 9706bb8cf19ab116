import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openSocket } from '../carriage/channel'
import { CLOSE_CODES } from '../wire/rules'
import { MediaSocket } from './media-socket'

/** Stands in for the browser's WebSocket; the test decides how each one ends. */
class FakeSocket {
  static readonly OPEN = 1
  static made: FakeSocket[] = []
  readyState = 0
  onopen: (() => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  constructor() {
    FakeSocket.made.push(this)
  }
  close(): void {}
}

let open: boolean[]
let channel: MediaSocket

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.made = []
  open = []
  channel = new MediaSocket(
    'audio',
    openSocket,
    () => undefined,
    (is) => open.push(is),
  )
  channel.open('wss://192.0.2.1:47800/meetdesk/2', 'socket')
  FakeSocket.made[0]!.onopen?.()
})

afterEach(() => {
  channel.shut()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('comes back when a connection that was given up here is finished late and takes its place', () => {
  FakeSocket.made[0]!.onclose?.({ code: CLOSE_CODES.DISPLACED })
  vi.advanceTimersByTime(1)
  expect(FakeSocket.made.length).toBe(2)
  FakeSocket.made[1]!.onopen?.()
  expect(open).toEqual([true, false, true])
})

it('stays closed when it was displaced because the control channel was', () => {
  channel.shut()
  FakeSocket.made[0]!.onclose?.({ code: CLOSE_CODES.DISPLACED })
  vi.advanceTimersByTime(10_000)
  expect(FakeSocket.made.length).toBe(1)
})

it('does not come back to a meeting that is over', () => {
  FakeSocket.made[0]!.onclose?.({ code: CLOSE_CODES.MEETING_ENDED })
  vi.advanceTimersByTime(10_000)
  expect(FakeSocket.made.length).toBe(1)
})
