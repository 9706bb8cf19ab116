/** The page's side of what the computer plays, which the app listens to where the engine cannot. */

import type { ScreenEnd } from '../../wire/messages'
import { type HandedOut, handedOut } from './handed_out'
import type { SoundRequest } from './messages'

/** The sound of the computer, as long as it is listened to. */
export type DesktopSound = HandedOut

/** Listens at once: the person is to be asked before. Resolves with why, if nothing can be heard. `url`: of the app's
 *  channel. */
export function shareSound(url: string): Promise<DesktopSound | ScreenEnd> {
  if (typeof MediaStreamTrackGenerator === 'undefined') return Promise.resolve('failed')
  const generator = new MediaStreamTrackGenerator<AudioData>({ kind: 'audio' })
  const { writable } = generator
  const worker = new Worker(new URL('./sound.worker.ts', import.meta.url), { type: 'module', name: 'screen-sound' })
  worker.postMessage({ url, writable } satisfies SoundRequest, [writable])
  return handedOut(worker, generator, (share) => share)
}
