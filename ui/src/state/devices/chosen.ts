/**
 * A device that was chosen, found again on another day. The engine makes ids anew for every origin (Media Capture and
 * Streams), and the origin of the app's own window has another port at every start: then it is known by its name.
 */

import type { MediaDevicesLike } from './capture'

/** The id by which Chromium lists the system's default (Media Capture and Streams has no word for it). */
export const DEFAULT = 'default'

/** Empty, both: whichever the system uses. */
export interface Chosen {
  id: string
  /** The engine's name for it; empty where that is not known. */
  label: string
}

export const NONE: Chosen = { id: '', label: '' }

/** Its id among these; undefined: it is not there, or nobody can tell. Of two with one name, the first. */
export function findChosen(devices: readonly Chosen[], chosen: Chosen): string | undefined {
  if (chosen.id === '') return undefined
  const found = devices.find(({ id }) => id === chosen.id)
  if (found || chosen.id === DEFAULT || chosen.label === '') return found?.id
  return devices.find(({ id, label }) => id !== DEFAULT && id !== '' && label === chosen.label)?.id
}

/**
 * Opens the device that was chosen, and no other where it is there: by wishes that are only ideal an engine takes another
 * one that fits the rest of them better. Where it is not there, whichever the engine takes. Rejects as `open` does.
 *
 * `list`: the devices as they are listed now. `open`: the device with this id and no other, or for an empty id any.
 */
export async function openChosen(
  chosen: Chosen,
  list: () => Promise<readonly Chosen[]>,
  open: (id: string) => Promise<MediaStreamTrack>,
): Promise<MediaStreamTrack> {
  if (chosen.id === '') return open('')
  const there = findChosen(await list(), chosen)
  if (there !== undefined) return open(there)
  const opened = await open('')
  // A browser tells no names before a person has allowed it one.
  const now = findChosen(await list(), chosen)
  if (now === undefined || now === opened.getSettings().deviceId) return opened
  opened.stop()
  return open(now)
}

/** The devices of this kind that the engine lists with an id; none if it cannot be asked. */
export async function listed(
  devices: Pick<MediaDevicesLike, 'enumerateDevices'>,
  kind: MediaDeviceKind,
): Promise<Chosen[]> {
  return (await infos(devices, kind)).map(({ deviceId: id, label }) => ({ id, label }))
}

/** The same as the engine describes them. */
export async function infos(
  devices: Pick<MediaDevicesLike, 'enumerateDevices'>,
  wanted: MediaDeviceKind,
): Promise<MediaDeviceInfo[]> {
  const found = await devices.enumerateDevices().catch(() => [])
  return found.filter(({ kind, deviceId }) => kind === wanted && deviceId !== '')
}
