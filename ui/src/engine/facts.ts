/** What a browser engine has and can, as lines that a person copies for whoever helps: names as programs know them. */

import { checkCodecs } from './check'
import { makeMediaReady } from './media_ready'

/** One line of the list. */
export interface Fact {
  name: string
  value: string
}

/** How long a channel may take to open, in milliseconds. */
const PATIENCE = 5_000

const VIDEO = { vp8: 'vp8', vp9: 'vp09.00.40.08', h264: 'avc1.42E01F', av1: 'av01.0.04M.08' }
const SIZE = { width: 1280, height: 720 }
const SOUND = { codec: 'opus', sampleRate: 48_000, numberOfChannels: 1 }

/** Without asking for anything. `channel`: a WebSocket of the host that anybody may open. */
export async function factsOf(channel: string): Promise<Fact[]> {
  makeMediaReady()
  const has = (name: string, thing: unknown): Fact => ({ name, value: thing ? 'yes' : 'no' })
  const scope = globalThis as unknown as Record<string, unknown>
  const media = navigator.mediaDevices as Partial<MediaDevices> | undefined
  const shown = (query: string): boolean => matchMedia(query).matches
  return [
    { name: 'browser', value: navigator.userAgent },
    { name: 'languages', value: navigator.languages.join(', ') },
    { name: 'page', value: `${innerWidth}×${innerHeight}, ${devicePixelRatio} pixels each` },
    {
      name: 'fingers',
      value: `${navigator.maxTouchPoints}, ${shown('(pointer: coarse)') ? 'coarse' : 'fine'} pointer`,
    },
    { name: 'safe area', value: safeArea() },
    has('opened from the home screen', shown('(display-mode: standalone)')),
    has('secure context', isSecureContext),
    has('cross-origin isolated', crossOriginIsolated),
    has('SharedArrayBuffer', scope.SharedArrayBuffer),
    { name: 'WebSocket to the host', value: await opens(channel) },
    has('streamed answers', 'ReadableStream' in scope && 'body' in Response.prototype),
    ...['VideoEncoder', 'VideoDecoder', 'AudioEncoder', 'AudioDecoder'].map((name) => has(name, scope[name])),
    ...(await codecs()),
    { name: 'codecs tried', value: await tried() },
    has('MediaStreamTrackProcessor in the page', scope.MediaStreamTrackProcessor),
    has('OffscreenCanvas', scope.OffscreenCanvas),
    has('AudioWorklet', scope.AudioWorkletNode),
    has(
      'speaker of an AudioContext',
      'setSinkId' in ((scope.AudioContext as typeof AudioContext | undefined) ?? Object).prototype,
    ),
    has('speaker of a media element', 'setSinkId' in HTMLMediaElement.prototype),
    has('getUserMedia', media?.getUserMedia),
    has('getDisplayMedia', media?.getDisplayMedia),
    { name: 'devices', value: await devices() },
    { name: 'allowed', value: await allowed() },
    has('wake lock', 'wakeLock' in navigator),
    has('full screen', document.fullscreenEnabled),
    has('storage', stores()),
  ]
}

/** What comes when camera and microphone are asked for; both are given back at once. */
export async function captureFacts(): Promise<Fact[]> {
  return [await captured('camera', { video: { facingMode: 'user' } }), await captured('microphone', { audio: true })]
}

async function captured(name: string, wanted: MediaStreamConstraints): Promise<Fact> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(wanted)
    const settings = stream.getTracks()[0]?.getSettings() ?? {}
    for (const track of stream.getTracks()) track.stop()
    const { width, height, frameRate, facingMode, sampleRate, echoCancellation } = settings
    const told =
      name === 'camera'
        ? [`${width}×${height}`, `${frameRate ?? '?'}/s`, facingMode ?? 'facing unknown']
        : [`${sampleRate ?? '?'} Hz`, `echo cancellation ${echoCancellation ?? '?'}`]
    return { name, value: told.join(', ') }
  } catch (error) {
    return { name, value: named(error) }
  }
}

function named(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? `${error.name}: ${error.message}` : String(error)
}

async function codecs(): Promise<Fact[]> {
  const asked: [name: string, answer: () => Promise<{ supported?: boolean }>][] = [
    ...Object.entries(VIDEO).flatMap(([name, codec]): [string, () => Promise<{ supported?: boolean }>][] => [
      [`${name} encoded`, () => VideoEncoder.isConfigSupported({ codec, ...SIZE })],
      [`${name} decoded`, () => VideoDecoder.isConfigSupported({ codec })],
    ]),
    ['opus encoded', () => AudioEncoder.isConfigSupported({ ...SOUND, bitrate: 24_000 })],
    ['opus decoded', () => AudioDecoder.isConfigSupported(SOUND)],
  ]
  return Promise.all(
    asked.map(async ([name, answer]) => ({
      name,
      value: await Promise.resolve()
        .then(answer)
        .then(({ supported }) => (supported ? 'yes' : 'no'))
        .catch(named),
    })),
  )
}

async function tried(): Promise<string> {
  const check = await checkCodecs().catch(() => ({ missing: 'all' }))
  return 'missing' in check
    ? `${check.missing} does not work`
    : `${check.ms.toFixed(1)} ms for a picture, there and back`
}

function opens(channel: string): Promise<string> {
  const began = performance.now()
  return new Promise((resolve) => {
    let socket: WebSocket
    try {
      socket = new WebSocket(channel)
    } catch (error) {
      resolve(named(error))
      return
    }
    const timer = setTimeout(() => end(`not within ${PATIENCE / 1_000} s`), PATIENCE)
    const end = (said: string): void => {
      clearTimeout(timer)
      resolve(said)
      socket.close()
    }
    socket.onopen = () => end(`opens, after ${Math.round(performance.now() - began)} ms`)
    socket.onclose = ({ code }) => end(`refused, code ${code}`)
  })
}

async function devices(): Promise<string> {
  const list = await navigator.mediaDevices?.enumerateDevices().catch(() => null)
  if (!list) return 'not told'
  const count = (kind: MediaDeviceKind): number => list.filter((one) => one.kind === kind).length
  return `${count('videoinput')} cameras, ${count('audioinput')} microphones, ${count('audiooutput')} speakers`
}

async function allowed(): Promise<string> {
  const states = (['camera', 'microphone'] as const).map(async (name) => {
    const state = await Promise.resolve()
      .then(() => navigator.permissions.query({ name }))
      .then(({ state }) => state, named)
    return `${name} ${state}`
  })
  return (await Promise.all(states)).join(', ')
}

function safeArea(): string {
  const probe = document.createElement('div')
  const sides = ['top', 'right', 'bottom', 'left']
  probe.style.padding = sides.map((side) => `env(safe-area-inset-${side}, 0px)`).join(' ')
  document.body.append(probe)
  const { paddingTop, paddingRight, paddingBottom, paddingLeft } = getComputedStyle(probe)
  probe.remove()
  return [paddingTop, paddingRight, paddingBottom, paddingLeft].join(' ')
}

function stores(): boolean {
  try {
    localStorage.setItem('meetdesk-report', '')
    localStorage.removeItem('meetdesk-report')
    return true
  } catch {
    return false
  }
}
