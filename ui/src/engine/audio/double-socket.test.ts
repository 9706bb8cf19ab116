import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Channel, OPEN } from '../../carriage/channel'
import type { MediaChannel } from '../api'
import { DoubleSocket } from './double-socket'

/** Stands in for the browser's WebSocket; the test opens and ends each one. */
class FakeChannel {
  readyState = 0
  bufferedAmount = 0
  binaryType = 'arraybuffer'
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  sent = 0
  constructor(readonly name: MediaChannel) {}
  open(): void {
    this.readyState = OPEN
    this.onopen?.()
  }
  send(): void {
    this.sent++
  }
  close(): void {
    this.readyState = 3
  }
}

let made: FakeChannel[]
let said: boolean[]
let double: DoubleSocket

const last = (name: MediaChannel): FakeChannel => made.findLast((one) => one.name === name)!

beforeEach(() => {
  vi.useFakeTimers()
  made = []
  said = []
  double = new DoubleSocket(
    (_, name) => {
      made.push(new FakeChannel(name))
      return made.at(-1) as unknown as Channel
    },
    () => undefined,
    (open) => said.push(open),
  )
  double.open('ws://127.0.0.1:1/api/meeting', 'socket')
  last('audio').open()
  last('audio-copy').open()
})

afterEach(() => {
  double.shut()
  vi.useRealTimers()
})

it('goes on over the copy while the first way is opened anew, and renews the copy only then', () => {
  const copy = last('audio-copy')
  double.open('ws://127.0.0.1:1/api/meeting', 'socket')
  double.send(new ArrayBuffer(4))
  expect(copy.sent).toBe(1)
  expect(last('audio-copy')).toBe(copy)
  last('audio').open()
  expect(copy.readyState).toBe(OPEN)
  vi.advanceTimersByTime(500)
  expect(copy.readyState).toBe(3)
  expect(last('audio-copy')).not.toBe(copy)
  double.send(new ArrayBuffer(4))
  expect(last('audio').sent).toBe(1)
  expect(said).toEqual([true])
})

it('opens a copy at once where there is none', () => {
  double.shut()
  made = []
  double.open('ws://127.0.0.1:1/api/meeting', 'socket')
  expect(made.map(({ name }) => name).sort()).toEqual(['audio', 'audio-copy'])
})

it('has no copy over requests, and keeps the one it had until the sound is there', () => {
  const copy = last('audio-copy')
  double.open('http://127.0.0.1:1/api/meeting', 'requests')
  expect(copy.readyState).toBe(OPEN)
  last('audio').open()
  vi.advanceTimersByTime(500)
  expect(copy.readyState).toBe(3)
  expect(last('audio-copy')).toBe(copy)
})

it('opens no copy any more once it is shut', () => {
  double.open('ws://127.0.0.1:1/api/meeting', 'socket')
  const count = made.length
  double.shut()
  vi.advanceTimersByTime(60_000)
  expect(made.length).toBe(count)
})

it('keeps the copy while the first way opens and is lost again', () => {
  const copy = last('audio-copy')
  double.open('ws://127.0.0.1:1/api/meeting', 'socket')
  last('audio').open()
  vi.advanceTimersByTime(400)
  last('audio').readyState = 3
  last('audio').onclose?.({ code: 1006, reason: '' })
  vi.advanceTimersByTime(400)
  expect(copy.readyState).toBe(OPEN)
  last('audio').open()
  vi.advanceTimersByTime(500)
  expect(copy.readyState).toBe(3)
})
