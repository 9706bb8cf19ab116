/** The page's side of a screen that the desktop hands out, where the engine can capture none itself. */

import type { ScreenEnd, ScreenSurface } from '../../wire/messages'
import { type HandedOut, handedOut } from './handed_out'
import type { ScreenEvent, ScreenRequest } from './messages'

/** A running share. */
export interface DesktopShare extends HandedOut {
  readonly surface: ScreenSurface
  /** Whether the desktop hands it out again without its dialog. */
  readonly again: boolean
}

/** Has the desktop ask the person. Resolves with why, if nothing is shared. `url`: of the app's channel. `unwanted`: takes
 *  the question away, and ends a share that came about all the same. */
export function shareDesktop(url: string, unwanted: AbortSignal): Promise<DesktopShare | ScreenEnd> {
  if (typeof MediaStreamTrackGenerator === 'undefined') return Promise.resolve('failed')
  const generator = new MediaStreamTrackGenerator({ kind: 'video' })
  const { writable } = generator
  const worker = new Worker(new URL('./screens.worker.ts', import.meta.url), { type: 'module', name: 'screens' })
  const start: ScreenRequest = { type: 'start', url, writable }
  worker.postMessage(start, [writable])
  type Begun = Extract<ScreenEvent, { type: 'begun' }>
  const begun = (share: HandedOut, { surface, again }: Begun): DesktopShare => ({ ...share, surface, again })
  return handedOut(worker, generator, begun, unwanted)
}
