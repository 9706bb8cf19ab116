/** Cameras and screens on their way from the page to the video worker. */

import { sendFrames } from './element_frames'
import type { Captured, VideoRequest } from './video/messages'

/** Hands a camera or screen to the video worker; returns what ends the capture in the page. */
export function capturePicture(track: MediaStreamTrack, worker: Worker, captured: Captured): () => void {
  if (typeof MediaStreamTrackProcessor !== 'undefined') {
    const { readable } = new MediaStreamTrackProcessor<VideoFrame>({ track, maxBufferSize: 2 })
    worker.postMessage({ type: 'capture', captured, readable } satisfies VideoRequest, [readable])
    return captured.source === 'screen' ? askForFrames(track) : () => undefined
  }
  // A transferred stream would copy its frames and leave the originals open; a port hands them over.
  const { port1, port2 } = new MessageChannel()
  worker.postMessage({ type: 'capture-frames', captured, port: port2 } satisfies VideoRequest, [port2])
  return sendFrames(track, port1)
}

/** When a screen is asked for a frame once more, in ms after its capture began. */
const ASK_AGAIN = [500, 3_000]

/**
 * A screen on which nothing moves is captured once, and that frame may be lost while the worker begins to read. Whoever
 * looks at a track anew is given a frame by the browser, and so is everybody else. Returns what ends that.
 */
function askForFrames(track: MediaStreamTrack): () => void {
  const element = document.createElement('video')
  element.muted = true
  const look = (): void => {
    element.srcObject = new MediaStream([track])
    element.play().catch(() => undefined)
  }
  const timers = ASK_AGAIN.map((after) => setTimeout(look, after))
  const close = setTimeout(() => {
    element.srcObject = null
  }, 2 * ASK_AGAIN.at(-1)!)
  return () => {
    for (const timer of [...timers, close]) clearTimeout(timer)
    element.srcObject = null
  }
}
