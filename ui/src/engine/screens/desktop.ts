/** The page's side of a screen that the desktop hands out, where the engine can capture none itself. */

import type { ScreenEnd, ScreenSurface } from '../../wire/messages'
import type { ScreenEvent, ScreenRequest } from './messages'

/** A running share. */
export interface DesktopShare {
  readonly track: MediaStreamTrack
  readonly surface: ScreenSurface
  /** Whether the desktop hands it out again without its dialog. */
  readonly again: boolean
  /** Why it is over, once it is. */
  readonly ended: Promise<ScreenEnd>
  /** Nothing is captured any more. */
  end(): void
}

/** Has the desktop ask the person. Resolves with why, if nothing is shared. `url`: of the app's channel. `unwanted`: takes
 *  the question away, and ends a share that came about all the same. */
export function shareDesktop(url: string, unwanted: AbortSignal): Promise<DesktopShare | ScreenEnd> {
  if (typeof MediaStreamTrackGenerator === 'undefined') return Promise.resolve('failed')
  const generator = new MediaStreamTrackGenerator({ kind: 'video' })
  const { writable } = generator
  const worker = new Worker(new URL('./screens.worker.ts', import.meta.url), { type: 'module', name: 'screens' })
  return new Promise((resolve) => {
    let over: (why: ScreenEnd) => void = () => undefined
    const ended = new Promise<ScreenEnd>((tell) => {
      over = tell
    })
    // The app learns of it by the socket that ends with the worker.
    const finish = (why: ScreenEnd): void => {
      worker.terminate()
      generator.stop()
      over(why)
      resolve(why)
    }
    unwanted.addEventListener('abort', () => finish('wanted'), { once: true })
    worker.onerror = (event) => {
      event.preventDefault()
      finish('failed')
    }
    worker.onmessage = ({ data }: MessageEvent<ScreenEvent>) => {
      if (data.type === 'ended') finish(data.why)
      else resolve({ track: generator, surface: data.surface, again: data.again, ended, end: () => finish('wanted') })
    }
    const start: ScreenRequest = { type: 'start', url, writable }
    worker.postMessage(start, [writable])
  })
}
