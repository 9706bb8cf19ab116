import { afterEach, expect, it, vi } from 'vitest'
import { type Channel, OPEN } from './channel'
import { carry, PortChannel, UNREAD_BYTES } from './port_channel'

const FRAME = 100_000

class Port {
  onmessage: ((event: { data: unknown }) => void) | null = null
  other: Port | null = null
  /** What came while its worker is held up; null: it is not. */
  held: unknown[] | null = null

  postMessage(data: unknown): void {
    this.other?.take(data)
  }
  take(data: unknown): void {
    if (this.held) this.held.push(data)
    else this.onmessage?.({ data })
  }
  goOn(): void {
    const held = this.held ?? []
    this.held = null
    for (const data of held) this.take(data)
  }
  close(): void {}
}

function carried(most: number | undefined) {
  const near = new Port()
  const far = new Port()
  near.other = far
  far.other = near
  vi.stubGlobal(
    'MessageChannel',
    class {
      port1 = near
      port2 = far
    },
  )
  const channel = {
    readyState: OPEN,
    bufferedAmount: 0,
    send: () => undefined,
    close: () => undefined,
  } as never as Channel
  const end = new PortChannel(() => carry(far as never, channel, most))
  let bytes = 0
  end.onmessage = ({ data }) => {
    bytes += (data as ArrayBuffer).byteLength
  }
  const comes = (count: number, size = FRAME): void => {
    for (let number = 0; number < count; number++) channel.onmessage?.({ data: new ArrayBuffer(size) })
  }
  const close = (): void => channel.onclose?.({ code: 1000, reason: '' })
  return { near, comes, close, read: () => bytes }
}

afterEach(() => vi.unstubAllGlobals())

it('keeps no more pictures than may wait for a worker that is held up, and goes on with it', () => {
  const { near, comes, close, read } = carried(UNREAD_BYTES.video)
  comes(10)
  expect(read()).toBe(10 * FRAME)
  near.held = []
  comes(1_000)
  expect(near.held.length).toBe(40)
  near.goOn()
  comes(10)
  expect(read()).toBe(60 * FRAME)
  close()
})

it('lets one frame through that is larger than what may wait', () => {
  const { near, comes, close, read } = carried(UNREAD_BYTES.audio)
  near.held = []
  comes(3, 200_000)
  near.goOn()
  comes(1, 200_000)
  expect(read()).toBe(400_000)
  close()
})

it('keeps every piece of a file', () => {
  const { near, comes, close, read } = carried(UNREAD_BYTES.file)
  near.held = []
  comes(1_000)
  near.goOn()
  expect(read()).toBe(1_000 * FRAME)
  close()
})
