/** The page's side: a camera goes in, a camera without its background comes out. */

import type { BackgroundEvent, BackgroundRequest, Cost, Effect } from './messages'

export type { BuiltIn, Cost, Effect } from './messages'
export { BUILT_IN } from './messages'

/** A camera whose background nobody sees. */
export interface Backdrop {
  /** What others may see. Its first picture is there. */
  readonly track: MediaStreamTrack
  /** From one of the next pictures on; never without any in between. */
  setEffect(effect: Effect): void
  /** Nothing comes out any more. The camera itself is left as it is. */
  end(): void
}

/** Called in the page's thread while the backdrop lasts. */
export interface BackdropEvents {
  /** About once a second. */
  cost(cost: Cost): void
  /** This computer cannot keep up: the whole picture is blurred. */
  veiled(): void
  /** Nothing comes out any more. */
  failed(detail: string): void
}

/** Loading and the first picture may take so long (ms). */
const PATIENCE = 15_000

/** Whether this browser can do it: it must give frames of a track to a worker, and make a track of frames. */
export function canHideBackground(): boolean {
  return typeof MediaStreamTrackProcessor !== 'undefined' && typeof MediaStreamTrackGenerator !== 'undefined'
}

/** Rejects if nothing comes out. Until this resolves nothing is seen of the camera, and never its background. */
export function hideBackground(camera: MediaStreamTrack, effect: Effect, events: BackdropEvents): Promise<Backdrop> {
  if (typeof MediaStreamTrackProcessor === 'undefined' || typeof MediaStreamTrackGenerator === 'undefined')
    return Promise.reject(new TypeError('no frames in this engine'))
  const { readable } = new MediaStreamTrackProcessor<VideoFrame>({ track: camera, maxBufferSize: 2 })
  const generator = new MediaStreamTrackGenerator({ kind: 'video' })
  const { writable } = generator
  const worker = new Worker(new URL('./background.worker.ts', import.meta.url), { type: 'module', name: 'background' })
  const tell = (request: BackgroundRequest, transfer: Transferable[] = []): void =>
    worker.postMessage(request, transfer)
  const end = (): void => {
    worker.terminate()
    generator.stop()
  }
  return new Promise((resolve, reject) => {
    let running = false
    const failed = (detail: string): void => {
      end()
      if (running) events.failed(detail)
      else reject(new Error(detail))
    }
    const patience = setTimeout(() => failed('no picture in time'), PATIENCE)
    worker.onerror = (event) => {
      event.preventDefault()
      clearTimeout(patience)
      failed(event.message)
    }
    worker.onmessage = ({ data }: MessageEvent<BackgroundEvent>) => {
      if (data.type === 'cost') events.cost(data.cost)
      else if (data.type === 'veiled') events.veiled()
      else {
        clearTimeout(patience)
        if (data.type === 'failed') failed(data.detail)
        else {
          running = true
          resolve({ track: generator, setEffect: (changed) => tell({ type: 'effect', effect: changed }), end })
        }
      }
    }
    tell({ type: 'start', readable, writable, effect }, [readable, writable])
  })
}
