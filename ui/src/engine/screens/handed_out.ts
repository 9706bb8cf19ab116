/** What the app captures instead of the engine, and a worker feeds into a track. */

import type { ScreenEnd } from '../../wire/messages'

/** A running share. */
export interface HandedOut {
  readonly track: MediaStreamTrack
  /** Why it is over, once it is. */
  readonly ended: Promise<ScreenEnd>
  /** Nothing is captured any more. */
  end(): void
}

/** Waits until the worker, which was told to begin, has something for the track. Resolves with why, if it never has.
 *  `begun`: the share, with what the worker says of it besides. `unwanted`: ends it, also before it has begun. */
export function handedOut<Begun extends { type: 'begun' }, Share>(
  worker: Worker,
  track: MediaStreamTrack,
  begun: (share: HandedOut, said: Begun) => Share,
  unwanted?: AbortSignal,
): Promise<Share | ScreenEnd> {
  return new Promise((resolve) => {
    let over: (why: ScreenEnd) => void = () => undefined
    const ended = new Promise<ScreenEnd>((tell) => {
      over = tell
    })
    // The app learns of it by the socket that ends with the worker.
    const finish = (why: ScreenEnd): void => {
      worker.terminate()
      track.stop()
      over(why)
      resolve(why)
    }
    unwanted?.addEventListener('abort', () => finish('wanted'), { once: true })
    worker.onerror = (event) => {
      event.preventDefault()
      finish('failed')
    }
    worker.onmessage = ({ data }: MessageEvent<Begun | { type: 'ended'; why: ScreenEnd }>) => {
      if (data.type === 'ended') finish(data.why)
      else resolve(begun({ track, ended, end: () => finish('wanted') }, data))
    }
  })
}
