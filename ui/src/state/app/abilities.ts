import type { MediaDevicesLike } from '../devices/capture'
import type { Browser } from './browser'

/** What this browser can do in a meeting, found out before anybody is asked for anything. */

export type Ability = 'watch' | 'microphone' | 'camera' | 'screen' | 'chat'
/** `asked`: it will be, by the browser. `blocked`: the person said no, now or long ago. `none`: there is no such device. */
export type Verdict = 'yes' | 'asked' | 'blocked' | 'none' | 'no'
/** The one thing that helps most. */
export type Advice = 'in_app' | 'media' | 'capture' | 'microphone_denied' | 'camera_denied' | 'no_microphone'

export interface Abilities {
  can: readonly { ability: Ability; verdict: Verdict }[]
  advice: Advice | null
}

/** What a permission is known to be; `unknown`: this browser does not say. */
export type Permitted = PermissionState | 'unknown'

export interface Found {
  browser: Browser
  /** Whether sound and picture can be played and sent at all. */
  media: boolean
  /** Whether there is a way to ask for camera and microphone, and for the screen. */
  capture: boolean
  display: boolean
  /** How many are listed; null: this browser does not say. */
  cameras: number | null
  microphones: number | null
  camera: Permitted
  microphone: Permitted
}

export function abilitiesOf(found: Found): Abilities {
  const { media, capture, display } = found
  const device = (count: number | null, permitted: Permitted): Verdict => {
    if (!media || !capture) return 'no'
    if (permitted === 'denied') return 'blocked'
    if (count === 0) return 'none'
    return permitted === 'granted' ? 'yes' : 'asked'
  }
  const camera = device(found.cameras, found.camera)
  const microphone = device(found.microphones, found.microphone)
  return {
    can: [
      { ability: 'watch', verdict: media ? 'yes' : 'no' },
      { ability: 'microphone', verdict: microphone },
      { ability: 'camera', verdict: camera },
      { ability: 'screen', verdict: media && display ? 'yes' : 'no' },
      { ability: 'chat', verdict: 'yes' },
    ],
    advice: adviceFor(found, microphone, camera),
  }
}

function adviceFor({ browser, media, capture }: Found, microphone: Verdict, camera: Verdict): Advice | null {
  if ((!media || !capture) && browser.inApp) return 'in_app'
  if (!media) return 'media'
  if (!capture) return 'capture'
  if (microphone === 'blocked') return 'microphone_denied'
  if (camera === 'blocked') return 'camera_denied'
  return microphone === 'none' ? 'no_microphone' : null
}

/** Looks at the devices without opening any. `permission`: of this browser, `unknown` where it does not say. */
export async function lookAround(
  known: Pick<Found, 'browser' | 'media'>,
  devices: MediaDevicesLike | undefined,
  permission: (name: 'camera' | 'microphone') => Promise<Permitted>,
): Promise<Found> {
  const listed = await devices?.enumerateDevices().catch(() => null)
  const count = (kind: MediaDeviceKind): number | null =>
    listed ? listed.filter((device) => device.kind === kind).length : null
  return {
    ...known,
    capture: devices !== undefined,
    display: devices?.getDisplayMedia !== undefined,
    cameras: count('videoinput'),
    microphones: count('audioinput'),
    camera: await permission('camera').catch(() => 'unknown' as const),
    microphone: await permission('microphone').catch(() => 'unknown' as const),
  }
}
