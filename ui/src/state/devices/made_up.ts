/**
 * Microphones that are none. Chromium lists the system's default also where that is no microphone (what a speaker plays,
 * which PulseAudio and PipeWire have as default while they start, or where somebody chose so), and opens a made-up one in
 * its place: silence and two beeps a second, and no error.
 */

import type { MediaDevicesLike } from './capture'
import { type Chosen, DEFAULT, findChosen, infos, listed } from './chosen'

/** Sound as it comes: so the engine opens no microphone that it would have to make up. */
const AS_IT_COMES = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
const TREATED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }

/**
 * The microphone that was chosen (or the system's default if none was), or where there is none such or its engine
 * would make one up, another. Rejects as `open` does, and with NotFoundError if there is no real one.
 *
 * `open`: the device with this id and no other, or for an empty id whichever the engine takes.
 */
export async function openMicrophone(
  devices: Pick<MediaDevicesLike, 'enumerateDevices' | 'getUserMedia'>,
  chosen: Chosen,
  open: (id: string) => Promise<MediaStreamTrack>,
): Promise<MediaStreamTrack> {
  // Chromium on Linux takes the default for an id that is only ideal, though the device with that id is there.
  const there = findChosen(await listed(devices, 'audioinput'), chosen)
  if (there !== undefined && there !== DEFAULT) return open(there)
  let opened: MediaStreamTrack | null = null
  let problem: unknown
  try {
    opened = await open('')
  } catch (error) {
    problem = error
  }
  // Only now: the list says nothing before a person allowed the microphone, and the system's default may just have changed.
  const now = findChosen(await listed(devices, 'audioinput'), chosen)
  if (now !== undefined && now !== DEFAULT) {
    if (opened?.getSettings().deviceId === now) return opened
    opened?.stop()
    return open(now)
  }
  const all = await infos(devices, 'audioinput')
  const theDefault = all.find(({ deviceId }) => deviceId === DEFAULT)
  const isDefault = opened === null || opened.getSettings().deviceId === DEFAULT
  if (theDefault && isDefault) {
    const told = isMadeUp(theDefault)
    if (told || (told === undefined && (await seemsMadeUp(devices, opened)))) {
      opened?.stop()
      const other = all.find(({ deviceId }) => deviceId !== DEFAULT)
      if (!other) throw new DOMException('the engine knows of no microphone', 'NotFoundError')
      return open(other.deviceId)
    }
  }
  if (!opened) throw problem
  return opened.readyState === 'ended' ? open('') : opened
}

/**
 * Whether the engine made this default up: it then describes neither its rate nor its channels nor its delay. Undefined: it
 * describes it not at all, as Qt's does with every default.
 */
export function isMadeUp(theDefault: MediaDeviceInfo): boolean | undefined {
  if (!('getCapabilities' in theDefault)) return undefined
  const known = (theDefault as InputDeviceInfo).getCapabilities() as Record<string, unknown>
  if (Object.keys(known).length === 0) return undefined
  return 'sampleSize' in known && !('sampleRate' in known || 'channelCount' in known || 'latency' in known)
}

/**
 * By trying. `opened`: the default, if it could be opened as wished; it is stopped where a system may lend its microphone
 * to one at a time only.
 */
async function seemsMadeUp(
  devices: Pick<MediaDevicesLike, 'getUserMedia'>,
  opened: MediaStreamTrack | null,
): Promise<boolean> {
  if (await opens(devices, AS_IT_COMES)) return false
  if (!opened) return opens(devices, TREATED)
  opened.stop()
  return !(await opens(devices, AS_IT_COMES))
}

async function opens(devices: Pick<MediaDevicesLike, 'getUserMedia'>, how: MediaTrackConstraints): Promise<boolean> {
  try {
    const stream = await devices.getUserMedia({ audio: { ...how, deviceId: { exact: DEFAULT } } })
    for (const track of stream.getTracks()) track.stop()
    return true
  } catch {
    return false
  }
}
