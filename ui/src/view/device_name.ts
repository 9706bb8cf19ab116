import { m } from '../i18n'
import type { Device } from '../state/devices/devices'

/** What a device is called in a list, where it is number `at`, counted from 0. */
export function deviceName({ label, isDefault }: Device, at: number): string {
  if (isDefault) return label ? m.device_default_named({ device: label }) : m.device_default()
  return label || m.device_number({ number: at + 1 })
}
