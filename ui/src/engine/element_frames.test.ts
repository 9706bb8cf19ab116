import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { sendFrames, UNDER_WAY } from './element_frames'

/** The element's next picture. */
let draw: () => void
let turned: () => void
let hidden: boolean
let sent: unknown[]
let port: { postMessage(data: unknown): void; onmessage: ((event: { data: unknown }) => void) | null; close(): void }

class Frame {}

beforeEach(() => {
  hidden = false
  sent = []
  port = { postMessage: (data) => sent.push(data), onmessage: null, close: () => undefined }
  const element = {
    srcObject: {},
    requestVideoFrameCallback: (call: () => void) => {
      draw = call
    },
    play: async () => undefined,
  }
  vi.stubGlobal('VideoFrame', Frame)
  vi.stubGlobal('MediaStream', class {})
  vi.stubGlobal('document', {
    get hidden() {
      return hidden
    },
    createElement: () => element,
    addEventListener: (_: string, call: () => void) => {
      turned = call
    },
    removeEventListener: () => undefined,
  })
  sendFrames({} as MediaStreamTrack, port as unknown as MessagePort)
})

afterEach(() => vi.unstubAllGlobals())

const frames = (): number => sent.filter((one) => one instanceof Frame).length
const told = (data: 'take' | 'came'): void => port.onmessage?.({ data })

it('piles no frames up before a worker that is held up, and sends the picture as it is once that goes on', () => {
  for (let number = 0; number < 300; number++) draw()
  expect(frames()).toBe(UNDER_WAY)
  told('came')
  expect(frames()).toBe(UNDER_WAY + 1)
  told('came')
  expect(frames(), 'it has been sent').toBe(UNDER_WAY + 1)
  draw()
  expect(frames()).toBe(UNDER_WAY + 2)
})

it('answers every tick while the page is hidden, also when as many as may be are under way', () => {
  hidden = true
  turned()
  for (let number = 0; number < UNDER_WAY + 1; number++) told('take')
  expect(sent.slice(0, 1)).toEqual(['hidden'])
  expect(frames()).toBe(UNDER_WAY)
  expect(sent.at(-1)).toBe('none')
  told('came')
  expect(frames(), 'asked for by ticks alone').toBe(UNDER_WAY)
  told('take')
  expect(frames()).toBe(UNDER_WAY + 1)
})
