/** What the engine's list of devices says, made useful to a person. */

export interface Device {
  id: string
  /** The engine's name for it; empty until the person has allowed a camera or microphone once. */
  label: string
  /** Whatever the system uses. Its label is that of the device that this is now; empty where that cannot be known. */
  isDefault?: true
}

export interface DeviceLists {
  /** Whether the system was asked at all: until then an empty list does not mean that there is nothing. */
  known: boolean
  cameras: readonly Device[]
  microphones: readonly Device[]
  speakers: readonly Device[]
}

/** The id by which Chromium lists the system's default (Media Capture and Streams has no word for it). */
const DEFAULT = 'default'

export function listsOf(found: readonly MediaDeviceInfo[]): DeviceLists {
  return {
    known: true,
    cameras: devicesOf(found, 'videoinput'),
    microphones: devicesOf(found, 'audioinput'),
    speakers: devicesOf(found, 'audiooutput'),
  }
}

/** Whether there is anything that makes or hears sound; also before the engine tells which. */
export function hasSound(found: readonly MediaDeviceInfo[]): boolean {
  return found.some(({ kind }) => kind !== 'videoinput')
}

function devicesOf(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): Device[] {
  const ofKind = found.filter((device) => device.kind === kind && device.deviceId !== '')
  return ofKind.map((device) =>
    device.deviceId === DEFAULT
      ? { id: DEFAULT, label: behindDefault(device, ofKind), isDefault: true }
      : { id: device.deviceId, label: device.label },
  )
}

/**
 * The device that the system's default is now. Chromium gives both one group on Windows and macOS, and writes
 * "Default - Name" there; on Linux it tells neither, so that the name is certain only where there is one device.
 */
function behindDefault({ label, groupId }: MediaDeviceInfo, ofKind: readonly MediaDeviceInfo[]): string {
  const others = ofKind.filter(({ deviceId }) => deviceId !== DEFAULT && deviceId !== 'communications')
  const same = others.filter((other) => groupId !== '' && other.groupId === groupId)
  if (same.length === 1) return same[0]?.label ?? ''
  if (others.length === 1) return others[0]?.label ?? ''
  return others.find((other) => other.label !== '' && label.endsWith(` - ${other.label}`))?.label ?? ''
}
