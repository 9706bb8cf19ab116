import { m } from '../i18n'
import type { Device } from '../state/devices/devices'
import type { BackgroundKind } from '../wire/messages'

/** What may be chosen, as the person reads it. `hasOwn`: whether there is a picture of their own. */
export function backgrounds(hasOwn: boolean): (Device & { id: BackgroundKind })[] {
  return [
    { id: 'off', label: m.background_off() },
    { id: 'blur', label: m.background_blur() },
    { id: 'dusk', label: m.background_dusk() },
    { id: 'leaves', label: m.background_leaves() },
    { id: 'wall', label: m.background_wall() },
    ...(hasOwn ? [{ id: 'own' as const, label: m.background_own() }] : []),
  ]
}
