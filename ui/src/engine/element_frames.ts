/** Frames of a camera or screen where a page has no stream of them: taken from an element that plays it. */

import type { PageFrame, Tick } from './video/messages'

/** Frames under way to a worker that is held up; each has some megabytes. */
export const UNDER_WAY = 2

/**
 * Sends every new frame to the port, which is the video worker's; returns what ends that. An element says when there is a
 * new one, but only while the page is seen: hidden, frames are taken when the worker says so, whose timers go on. No more
 * than `UNDER_WAY` have not come; once one has, the picture as it is then follows.
 */
export function sendFrames(track: MediaStreamTrack, port: MessagePort): () => void {
  const element = document.createElement('video')
  element.muted = true
  element.playsInline = true
  element.srcObject = new MediaStream([track])
  let underWay = 0
  let missed = false
  const send = (said: 'none' | 'hidden' | 'seen'): void => port.postMessage(said satisfies PageFrame)
  const sendFrame = (): boolean => {
    missed = underWay >= UNDER_WAY
    const frame = missed ? null : frameOf(element)
    if (frame === null) return false
    underWay++
    port.postMessage(frame satisfies PageFrame, [frame])
    return true
  }
  const next = (): void => {
    if (element.srcObject === null) return
    element.requestVideoFrameCallback(next)
    if (!document.hidden) sendFrame()
  }
  element.requestVideoFrameCallback(next)
  port.onmessage = ({ data }: MessageEvent<Tick>) => {
    if (data === 'came') {
      underWay--
      // Of a screen that stands still no other would come.
      if (missed && !document.hidden) sendFrame()
    } else if (!sendFrame()) send('none')
  }
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
