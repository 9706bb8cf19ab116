/** The page's side of what the computer plays, which the app listens to where the engine cannot. */

import type { ScreenEnd } from '../../wire/messages'
import type { SoundEvent, SoundRequest } from './messages'

/** The sound of the computer, as long as it is listened to. */
export interface DesktopSound {
  readonly track: MediaStreamTrack
  /** Why it is over, once it is. */
  readonly ended: Promise<ScreenEnd>
  /** Nothing is listened to any more. */
  end(): void
}

/** Listens at once: the person is to be asked before. Resolves with why, if nothing can be heard. `url`: of the app's
 *  channel. */
export function shareSound(url: string): Promise<DesktopSound | ScreenEnd> {
  if (typeof MediaStreamTrackGenerator === 'undefined') return Promise.resolve('failed')
  const generator = new MediaStreamTrackGenerator<AudioData>({ kind: 'audio' })
  const { writable } = generator
  const worker = new Worker(new URL('./sound.worker.ts', import.meta.url), { type: 'module', name: 'screen-sound' })
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
    worker.onerror = (event) => {
      event.preventDefault()
      finish('failed')
    }
    worker.onmessage = ({ data }: MessageEvent<SoundEvent>) => {
      if (data.type === 'ended') finish(data.why)
      else resolve({ track: generator, ended, end: () => finish('wanted') })
    }
    worker.postMessage({ url, writable } satisfies SoundRequest, [writable])
  })
}
