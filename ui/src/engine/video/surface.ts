/** The element that shows a received picture, and what of it the video worker draws on. */

/**
 * A stream of frames for a `<video>` where the browser has generators, else a canvas. A canvas drawn on in a worker is
 * shown at the worker's next frame and then at the page's: measured, 13 ms later at the median than a generator's
 * picture, for the same work (`python -m tests.bench.surface`).
 */
export type Surface =
  | { kind: 'stream'; stream: WritableStream<VideoFrame> }
  | { kind: 'canvas'; canvas: OffscreenCanvas }

/** Puts a new element into `place`, instead of what was there; the surface is to be transferred to the worker. */
export function makeSurface(place: HTMLElement): { surface: Surface; transfer: Transferable[] } {
  if (typeof MediaStreamTrackGenerator !== 'undefined') {
    const generator = new MediaStreamTrackGenerator({ kind: 'video' })
    const video = document.createElement('video')
    video.muted = true
    video.autoplay = true
    video.playsInline = true
    video.disablePictureInPicture = true
    video.srcObject = new MediaStream([generator])
    put(video, place)
    const stream = generator.writable
    return { surface: { kind: 'stream', stream }, transfer: [stream] }
  }
  const element = document.createElement('canvas')
  put(element, place)
  const canvas = element.transferControlToOffscreen()
  return { surface: { kind: 'canvas', canvas }, transfer: [canvas] }
}

function put(element: HTMLElement, place: HTMLElement): void {
  element.dataset.received = ''
  // The place says how the picture is fitted or cut.
  Object.assign(element.style, { display: 'block', width: '100%', height: '100%', objectFit: 'inherit' })
  place.replaceChildren(element)
}
