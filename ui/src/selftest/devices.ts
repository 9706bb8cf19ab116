/** A camera and a microphone for `meetdesk --self-test`: a picture that can be recognised, and a quiet tone. */

import type { MediaDevicesLike } from '../state/devices/capture'

export const WIDTH = 640
export const HEIGHT = 360
/** Left and right of the picture, as red, green, blue: far apart, also after a coarse encoder. */
export const LEFT = [200, 40, 40] as const
export const RIGHT = [40, 60, 200] as const
/** Where the moving bar is, as a share of the height, and how long it takes across the picture. */
export const BAR_TOP = 0.75
const BAR_MS = 2_000
const BAR_WIDTH = 80
const FRAME_MS = 33
const TONE_HZ = 440
/** Amplitude: loud enough for the voice gate, and nobody is startled. */
const TONE = 0.1

export function testDevices(): MediaDevicesLike {
  return {
    getUserMedia: async (wanted) => new MediaStream([wanted?.video ? camera() : await microphone()]),
    enumerateDevices: async () => [],
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }
}

function camera(): MediaStreamTrack {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  if (!context) throw new DOMException('no canvas', 'NotReadableError')
  const draw = (): void => {
    context.fillStyle = `rgb(${LEFT.join(' ')})`
    context.fillRect(0, 0, WIDTH / 2, HEIGHT)
    context.fillStyle = `rgb(${RIGHT.join(' ')})`
    context.fillRect(WIDTH / 2, 0, WIDTH / 2, HEIGHT)
    context.fillStyle = 'white'
    const at = (performance.now() % BAR_MS) / BAR_MS
    context.fillRect(at * (WIDTH - BAR_WIDTH), HEIGHT * BAR_TOP, BAR_WIDTH, HEIGHT * (1 - BAR_TOP))
  }
  draw()
  const [track] = canvas.captureStream(30).getVideoTracks()
  if (!track) throw new DOMException('no picture', 'NotReadableError')
  const timer = setInterval(() => (track.readyState === 'live' ? draw() : clearInterval(timer)), FRAME_MS)
  return track
}

async function microphone(): Promise<MediaStreamTrack> {
  const context = new AudioContext()
  const tone = new OscillatorNode(context, { frequency: TONE_HZ })
  const output = context.createMediaStreamDestination()
  tone.connect(new GainNode(context, { gain: TONE })).connect(output)
  tone.start()
  const [track] = output.stream.getAudioTracks()
  if (!track) throw new DOMException('no sound', 'NotReadableError')
  return track
}
