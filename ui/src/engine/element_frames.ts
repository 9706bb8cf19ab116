/** Frames of a camera or screen where a page has no stream of them: taken from an element that plays it. */

import type { PageFrame, Tick } from './video/messages'

/**
 * Sends every new frame to the port, which is the video worker's; returns what ends that. An element says when there is a
 * new one, but only while the page is seen: hidden, frames are taken when the worker says so, whose timers go on.
 */
export function sendFrames(track: MediaStreamTrack, port: MessagePort): () => void {
  const element = document.createElement('video')
  element.muted = true
  element.playsInline = true
  element.srcObject = new MediaStream([track])
  const send = (frame: PageFrame): void => port.postMessage(frame, typeof frame === 'string' ? [] : [frame])
  const next = (): void => {
    if (element.srcObject === null) return
    element.requestVideoFrameCallback(next)
    if (document.hidden) return
    const frame = frameOf(element)
    if (frame !== null) send(frame)
  }
  element.requestVideoFrameCallback(next)
  port.onmessage = (_: MessageEvent<Tick>) => send(frameOf(element) ?? 'none')
  const turned = (): void => send(document.hidden ? 'hidden' : 'seen')
  document.addEventListener('visibilitychange', turned)
  if (document.hidden) turned()
  // A rejection means that it was ended before it began.
  element.play().catch(() => undefined)
  return () => {
    document.removeEventListener('visibilitychange', turned)
    element.srcObject = null
    port.close()
  }
}

/** Null: the element has nothing to give this time, which must not keep the next frame from coming. */
function frameOf(element: HTMLVideoElement): VideoFrame | null {
  try {
    return new VideoFrame(element, { timestamp: performance.now() * 1000 })
  } catch {
    return null
  }
}
