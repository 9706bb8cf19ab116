import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SoundSource } from './audio/sender'
import { SoundCaptures } from './sound_capture'

vi.mock('./audio/capture.worklet.ts?worker&url', () => ({ default: 'capture.js' }))

/** As Firefox: no `MediaStreamTrackProcessor`; what is begun and ended is written down. */
const done: string[] = []
let contexts = 0

class Context {
  readonly name = `context ${++contexts}`
  readonly sampleRate = 48_000
  readonly audioWorklet = { addModule: async () => undefined }

  createMediaStreamSource(): object {
    done.push(this.name)
    return { connect: () => undefined, disconnect: () => done.push(`${this.name} ended`) }
  }
}

class Peer {
  connectionState = 'new'
  localDescription = { type: 'answer', sdp: 'a=rtpmap:109 opus/48000/2\r\na=fmtp:109 stereo=1\r\n' }
  onconnectionstatechange: (() => void) | null = null

  addTrack(): object {
    done.push('peers')
    peer = this
    return {}
  }
  close(): void {
    done.push('peer ended')
  }
  async createOffer(): Promise<void> {}
  async createAnswer(): Promise<void> {}
  async setLocalDescription(): Promise<void> {}
  async setRemoteDescription(description: { sdp: string }): Promise<void> {
    told = description.sdp
  }
  becomes(state: string): void {
    this.connectionState = state
    this.onconnectionstatechange?.()
  }
}

let peer: Peer
let told = ''
let running: Context | null
let track: MediaStreamTrack | null
let posted: string[]
let asked: () => void
let devices: { kind: string; label: string }[]

function captures(): SoundCaptures {
  return new SoundCaptures({
    output: {
      start: async () => (running ?? new Context()) as unknown as AudioContext,
      running: async () => {
        asked()
        return running as unknown as AudioContext | null
      },
    },
    worker: () => ({ postMessage: ({ type }: { type: string }) => posted.push(type) }) as unknown as Worker,
    track: (source: SoundSource) => (source === 'microphone' ? track : null),
  })
}

const settled = (): Promise<void> => vi.advanceTimersByTimeAsync(1) as unknown as Promise<void>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  done.length = contexts = 0
  posted = []
  track = {} as MediaStreamTrack
  running = null
  asked = () => undefined
  devices = [{ kind: 'audioinput', label: 'Microphone' }]
  vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices: async () => devices } })
  vi.stubGlobal('MediaStream', class {})
  vi.stubGlobal(
    'AudioWorkletNode',
    class {
      port = { postMessage: () => undefined }
    },
  )
  vi.stubGlobal('RTCPeerConnection', Peer)
  vi.stubGlobal('RTCRtpScriptTransform', class {})
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('takes the microphone through peer connections as long as no context runs, and through the context from then on', async () => {
  const own = captures()
  await own.begin('microphone')
  await settled()
  expect(done).toEqual(['peers'])
  expect(told).toContain('a=fmtp:109 stereo=1;maxaveragebitrate=128000')
  running = new Context()
  own.contextChanged(running as unknown as AudioContext)
  await settled()
  expect(done).toEqual(['peers', 'peer ended', 'peer ended', 'context 1'])
})

it('waits for the context where there is something to play on: it runs after a click', async () => {
  devices.push({ kind: 'audiooutput', label: 'Headphones' })
  const own = captures()
  await own.begin('microphone')
  await settled()
  expect(done).toEqual(['context 1'])
})

it('goes on through the context that takes the place of another', async () => {
  const own = captures()
  running = new Context()
  await own.begin('microphone')
  own.contextChanged(running as unknown as AudioContext)
  await settled()
  expect(done).toEqual(['context 1'])
  running = new Context()
  own.contextChanged(running as unknown as AudioContext)
  await settled()
  expect(done).toEqual(['context 1', 'context 1 ended', 'context 2'])
})

it('waits in a context that does not run where there are no peer connections', async () => {
  vi.stubGlobal('RTCPeerConnection', undefined)
  const own = captures()
  await own.begin('microphone')
  own.contextChanged(null)
  await settled()
  expect(done).toEqual(['context 1'])
})

it('ends with the microphone, also when that is switched off while it begins', async () => {
  const own = captures()
  asked = () => {
    track = null
  }
  await own.begin('microphone')
  await own.begin('microphone')
  expect(done).toEqual([])
  expect(posted).toEqual(['capture-end'])
})

it('makes peers anew that did not find each other, and leaves alone those that did', async () => {
  await captures().begin('microphone')
  await settled()
  peer.becomes('failed')
  expect(done).toEqual(['peers', 'peer ended', 'peer ended'])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(done.slice(3)).toEqual(['peers'])
  peer.becomes('connected')
  peer.becomes('failed')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(done.slice(3)).toEqual(['peers'])
})
