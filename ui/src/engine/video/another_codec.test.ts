import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { EngineEvent } from '../api'
import type { MediaSocket } from '../media-socket'
import { formatOf } from './formats'
import { screenLayers } from './layers'
import { VideoSender } from './sender'

const VP9 = 'vp09.00.40.08'
const SIZE = { width: 640, height: 360 }

class Frame {
  readonly format = 'I420'
  readonly codedWidth = SIZE.width
  readonly codedHeight = SIZE.height
  readonly displayWidth = SIZE.width
  readonly displayHeight = SIZE.height
  readonly visibleRect = { x: 0, y: 0, ...SIZE }
  readonly timestamp = 0

  clone(): Frame {
    return new Frame()
  }

  close(): void {}

  allocationSize(): number {
    return 4
  }

  async copyTo(): Promise<void> {}
}

/** The codec of each frame that was encoded. */
const encoded: (string | undefined)[] = []

class Encoder {
  state = 'unconfigured'
  #codec: string | undefined

  configure({ codec }: VideoEncoderConfig): void {
    this.state = 'configured'
    this.#codec = codec
  }

  encode(): void {
    encoded.push(this.#codec)
  }

  close(): void {
    this.state = 'closed'
  }
}

beforeEach(() => {
  vi.stubGlobal('VideoEncoder', Encoder)
  vi.stubGlobal('VideoFrame', Frame)
  encoded.length = 0
})
afterEach(() => vi.unstubAllGlobals())

it('is what a screen that stands still is sent in, where somebody has no decoder for the better one', async () => {
  const told: EngineEvent[] = []
  const socket = { isOpen: true, isAwaited: true, buffered: 0 } as MediaSocket
  const sender = new VideoSender({ source: 'screen', socket, emit: (event) => told.push(event), recapture: vi.fn() })
  const port = { postMessage: vi.fn() } as unknown as MessagePort
  sender.captureFrom(port, formatOf('screen', VP9), SIZE)
  const layers = screenLayers(SIZE.width, SIZE.height)
  sender.setTrack(7, layers, VP9)
  sender.setDemand(7, [1], [])
  port.onmessage?.({ data: new Frame() } as unknown as MessageEvent)
  await vi.waitFor(() => expect(encoded).toEqual([VP9]))

  told.length = 0
  sender.setDemand(7, [1], [VP9])
  sender.repeat()
  expect(told).toEqual([{ type: 'measured', source: 'screen', published: { codec: 'vp8', layers } }])
  expect(encoded, 'nothing before the others were told').toEqual([VP9])
  sender.setTrack(7, layers, 'vp8')
  expect(encoded, 'what is kept of it').toEqual([VP9, 'vp8'])

  sender.setDemand(7, [1], [])
  expect(told.at(-1)).toEqual({ type: 'measured', source: 'screen', published: { codec: VP9, layers } })
  sender.setTrack(7, layers, VP9)
  expect(encoded, 'that one is gone').toEqual([VP9, 'vp8', VP9])
  sender.end()
})

it('is known from the start of a later capture, and cameras have but one', () => {
  const told: EngineEvent[] = []
  const socket = { isOpen: true, isAwaited: true, buffered: 0 } as MediaSocket
  const sender = new VideoSender({ source: 'screen', socket, emit: (event) => told.push(event), recapture: vi.fn() })
  sender.setDemand(7, [1], [VP9])
  sender.captureFrom({ postMessage: vi.fn() } as unknown as MessagePort, formatOf('screen', VP9), SIZE)
  sender.setTrack(7, screenLayers(SIZE.width, SIZE.height), VP9)
  expect(told).toMatchObject([{ published: { codec: 'vp8' } }])
  expect(formatOf('camera', VP9).codec).toBe('vp8')
})
