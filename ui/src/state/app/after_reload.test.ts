import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { AppState } from '../../wire/messages'
import { JOINED, stage } from '../testing/app'
import { FakeDevices } from '../testing/fake_devices'
import { settled } from '../testing/meeting'
import type { App } from './app'

describe('a page', () => {
  it('that is loaded once more is muted as it was, whatever it begins with; after leaving it begins as set', async () => {
    const kept = new Map<string, string>()
    const tab = (): Storage =>
      ({
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
        removeItem: (key: string) => kept.delete(key),
      }) as unknown as Storage
    const meetingOf = ({ app }: Awaited<ReturnType<typeof stage>>) => {
      const screen = app.screen.get()
      if (screen.name !== 'meeting') throw new Error(`at ${screen.name}`)
      return screen.meeting
    }
    // A phone: heard at first, and not seen.
    const phone: Partial<AppState> = {
      settings: { ...DEFAULTS.Settings, name: 'Mira', join_camera_off: true },
      joined: JOINED,
    }
    const first = await stage(phone, tab)
    const before = meetingOf(first)
    expect([before.micMuted.get(), before.cameraOff.get()]).toEqual([false, true])
    before.toggleMic()
    before.toggleCamera()
    const again = await stage(phone, tab)
    const after = meetingOf(again)
    expect([after.micMuted.get(), after.cameraOff.get()]).toEqual([true, false])
    expect(again.app.devices.camera.view.get().track).not.toBeNull()
    // Another meeting knows nothing of it.
    const other = meetingOf(await stage({ ...phone, joined: { ...JOINED, meeting: 'c' } }, tab))
    expect([other.micMuted.get(), other.cameraOff.get()]).toEqual([false, true])
    const last = await stage(phone, tab)
    await last.app.leave()
    const later = meetingOf(await stage(phone, tab))
    expect([later.micMuted.get(), later.cameraOff.get()]).toEqual([false, true])
  })

  it('keeps nothing in a browser that keeps nothing', async () => {
    const tab = (): Storage => {
      throw new DOMException('', 'SecurityError')
    }
    const { app } = await stage({ joined: JOINED }, tab)
    expect(app.screen.get().name).toBe('meeting')
  })

  it('turns a phone from its front camera to the back one, and others to the next', async () => {
    const devices = new FakeDevices()
    const cameraOf = (app: App) => {
      const { device, facing } = app.devices.camera.view.get()
      return `${device} ${facing}`
    }
    devices.cameras = ['front', 'back', 'wide']
    devices.facing = { front: 'user', back: 'environment', wide: 'environment' }
    const { app } = await stage({}, undefined, devices)
    expect(app.choices.turnable.get()).toBe(true)
    expect(cameraOf(app)).toBe('front user')
    await app.choices.turnCamera()
    expect(cameraOf(app)).toBe('back environment')
    expect(app.settings.values.get().camera).toBe('back')
    // Off and on it looks where it looked.
    app.choices.previewCamera(false)
    app.choices.previewCamera(true)
    await settled()
    expect(cameraOf(app)).toBe('back environment')
    await app.choices.turnCamera()
    expect(cameraOf(app)).toBe('front user')
    devices.facing = {}
    await app.devices.camera.start('front')
    await app.choices.turnCamera()
    await app.choices.turnCamera()
    expect(cameraOf(app)).toBe('wide null')
  })
})
