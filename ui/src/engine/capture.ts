/** Camera and microphone as streams of frames that can be handed to a worker. */

import captureWorkletUrl from './audio/capture.worklet.ts?worker&url'
import type { AudioRequest } from './audio/messages'

/** Camera frames; from a hidden video element where MediaStreamTrackProcessor is missing in the page. */
export function videoFrames(track: MediaStreamTrack): ReadableStream<VideoFrame> {
  if (typeof MediaStreamTrackProcessor !== 'undefined') {
    return new MediaStreamTrackProcessor<VideoFrame>({ track, maxBufferSize: 2 }).readable
  }
  const element = document.createElement('video')
  element.muted = true
  element.playsInline = true
  element.srcObject = new MediaStream([track])
  let stopped = false
  return new ReadableStream<VideoFrame>(
    {
      async start(controller) {
        await element.play()
        const next = (): void => {
          if (stopped) return
          // A reader that is behind gets a newer frame later, not this one.
          if ((controller.desiredSize ?? 0) > 0) {
            controller.enqueue(new VideoFrame(element, { timestamp: performance.now() * 1000 }))
          }
          element.requestVideoFrameCallback(next)
        }
        element.requestVideoFrameCallback(next)
        track.addEventListener('ended', () => {
          if (!stopped) controller.close()
          stopped = true
        })
      },
      cancel() {
        stopped = true
        element.srcObject = null
      },
    },
    { highWaterMark: 2 },
  )
}

/** Hands the microphone to the audio worker; returns what ends the capture in the page. */
export async function captureSound(
  track: MediaStreamTrack,
  worker: Worker,
  context: () => Promise<AudioContext>,
): Promise<() => void> {
  if (typeof MediaStreamTrackProcessor !== 'undefined') {
    const { readable } = new MediaStreamTrackProcessor<AudioData>({ track })
    worker.postMessage({ type: 'capture', readable } satisfies AudioRequest, [readable])
    return () => undefined
  }
  const audio = await context()
  await audio.audioWorklet.addModule(captureWorkletUrl)
  const source = audio.createMediaStreamSource(new MediaStream([track]))
  const node = new AudioWorkletNode(audio, 'meetdesk-capture', { numberOfOutputs: 0, channelCount: 1 })
  const { port1, port2 } = new MessageChannel()
  node.port.postMessage(port1, [port1])
  source.connect(node)
  const { sampleRate } = audio
  worker.postMessage({ type: 'capture-worklet', port: port2, sampleRate } satisfies AudioRequest, [port2])
  return () => source.disconnect()
}
