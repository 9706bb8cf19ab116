import { afterEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import { FakeDevices } from '../testing/fake_devices'
import { settled } from '../testing/meeting'
import { Capture } from './capture'
import { NONE } from './chosen'
import { Devices } from './devices'

afterEach(() => {
  vi.useRealTimers()
})

describe('an own device', () => {
  it.each([
    ['NotFoundError', 'no_camera'],
    ['OverconstrainedError', 'no_camera'],
    ['NotAllowedError', 'camera_denied'],
    ['NotReadableError', 'camera_busy'],
    ['AbortError', 'camera_busy'],
  ])('says of %s: %s', async (name, code) => {
    const devices = new FakeDevices()
    devices.failure.video = name
    const camera = new Capture('camera', devices.asMediaDevices, NONE)
    await camera.start()
    expect(camera.view.get()).toMatchObject({ problem: code, track: null, starting: false })
  })

  it('says that there is no camera where the engine has no capture at all', async () => {
    const camera = new Capture('camera', undefined, NONE)
    await camera.start()
    expect(camera.view.get().problem).toBe('no_camera')
  })

  it('takes another one when it is pulled out, and says which', async () => {
    const devices = new FakeDevices()
    const camera = new Capture('camera', devices.asMediaDevices, { id: 'camera-2', label: '' })
    await camera.start()
    expect(camera.view.get().device).toBe('camera-2')
    devices.cameras = ['camera-1']
    devices.opened[0]?.pullOut()
    await settled()
    expect(camera.view.get()).toMatchObject({ device: 'camera-1', problem: null, replacedBy: 'label of camera-1' })
  })

  it('says that it is lost when there is no other, and comes back when it is plugged in again', async () => {
    const devices = new FakeDevices()
    const own = new Devices(devices.asMediaDevices, DEFAULTS.Settings)
    await own.microphone.start()
    devices.microphones = []
    devices.opened[0]?.pullOut()
    await settled()
    expect(own.microphone.view.get()).toMatchObject({ problem: 'microphone_lost', track: null })
    devices.microphones = ['microphone-1']
    devices.dispatchEvent(new Event('devicechange'))
    await settled()
    expect(own.microphone.view.get()).toMatchObject({ problem: null, device: 'microphone-1' })
  })

  it('stays off when it was turned off while it was starting', async () => {
    const devices = new FakeDevices()
    const camera = new Capture('camera', devices.asMediaDevices, NONE)
    const starting = camera.start()
    camera.stop()
    await starting
    expect(camera.view.get()).toMatchObject({ track: null, wanted: false })
    expect(devices.opened[0]?.readyState).toBe('ended')
  })

  it('is opened anew where nothing comes from it, but not while it starts, nor when it is off', async () => {
    const devices = new FakeDevices()
    const camera = new Capture('camera', devices.asMediaDevices, { id: 'camera-2', label: '' })
    await camera.reopen()
    expect(devices.opened).toEqual([])
    const starting = camera.start()
    await camera.reopen()
    await starting
    expect(devices.opened).toHaveLength(1)
    await camera.reopen()
    expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'live'])
    expect(camera.view.get()).toMatchObject({ device: 'camera-2', problem: null, replacedBy: null })
    camera.stop()
    await camera.reopen()
    expect(devices.opened).toHaveLength(2)
  })

  it('says that it is switched off outside, and when it is on again', async () => {
    const devices = new FakeDevices()
    const microphone = new Capture('microphone', devices.asMediaDevices, NONE)
    await microphone.start()
    devices.opened[0]?.switchOff(true)
    expect(microphone.view.get()).toMatchObject({ muted: true, problem: null })
    devices.opened[0]?.switchOff(false)
    expect(microphone.view.get().muted).toBe(false)
  })

  it('takes no notice of a camera whose frames are late for a moment', async () => {
    vi.useFakeTimers()
    const devices = new FakeDevices()
    const camera = new Capture('camera', devices.asMediaDevices, NONE)
    await camera.start()
    devices.opened[0]?.switchOff(true)
    vi.advanceTimersByTime(900)
    devices.opened[0]?.switchOff(false)
    vi.advanceTimersByTime(5_000)
    expect(camera.view.get().muted).toBe(false)
    devices.opened[0]?.switchOff(true)
    vi.advanceTimersByTime(1_000)
    expect(camera.view.get().muted).toBe(true)
  })

  it('stays quiet of what was read, also when it is tried again, until something else is the matter', async () => {
    const devices = new FakeDevices()
    devices.failure.video = 'NotFoundError'
    const camera = new Capture('camera', devices.asMediaDevices, NONE)
    await camera.start()
    expect(camera.view.get().dismissed).toBe(false)
    camera.dismiss()
    await camera.start()
    expect(camera.view.get()).toMatchObject({ problem: 'no_camera', dismissed: true })
    devices.failure.video = 'NotReadableError'
    await camera.start()
    expect(camera.view.get()).toMatchObject({ problem: 'camera_busy', dismissed: false })
    camera.dismiss()
    devices.failure = {}
    await camera.start()
    devices.failure.video = 'NotReadableError'
    await camera.start()
    expect(camera.view.get()).toMatchObject({ problem: 'camera_busy', dismissed: false })
  })
})

describe('devices that come and go without an event', () => {
  const away = (devices: FakeDevices): void => {
    devices.microphones = []
    devices.speakers = []
    devices.opened.at(-1)?.pullOut()
  }

  it('are looked for while they are missing, and only then', async () => {
    vi.useFakeTimers()
    const devices = new FakeDevices()
    const asked = vi.spyOn(devices, 'enumerateDevices')
    const own = new Devices(devices.asMediaDevices, DEFAULTS.Settings)
    await own.microphone.start()
    asked.mockClear()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(asked).not.toHaveBeenCalled()
    away(devices)
    await vi.advanceTimersByTimeAsync(4_000)
    expect(own.microphone.view.get().problem).toBe('microphone_lost')
    devices.microphones = ['microphone-2']
    await vi.advanceTimersByTimeAsync(4_000)
    expect(own.microphone.view.get()).toMatchObject({ problem: null, device: 'microphone-2' })
    own.stop()
  })

  it('are the whole sound of the system, which the app gives back', async () => {
    vi.useFakeTimers()
    const devices = new FakeDevices()
    devices.speakers = ['speaker-1']
    const help = vi.fn(() => Promise.resolve())
    const own = new Devices(devices.asMediaDevices, DEFAULTS.Settings, undefined, undefined, help)
    await own.microphone.start()
    await own.refresh()
    away(devices)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(own.microphone.view.get().problem).toBe('sound_lost')
    expect(help.mock.calls.length).toBeGreaterThanOrEqual(2)
    devices.speakers = ['speaker-1']
    await vi.advanceTimersByTimeAsync(4_000)
    expect(own.microphone.view.get().problem).toBe('microphone_lost')
    devices.microphones = ['microphone-1']
    await vi.advanceTimersByTimeAsync(4_000)
    expect(own.microphone.view.get()).toMatchObject({ problem: null, device: 'microphone-1' })
    own.stop()
  })

  it('are waited for in a browser, too, where nobody can give them back', async () => {
    vi.useFakeTimers()
    const devices = new FakeDevices()
    devices.speakers = ['speaker-1']
    const own = new Devices(devices.asMediaDevices, DEFAULTS.Settings)
    await own.refresh()
    await own.microphone.start()
    away(devices)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(own.microphone.view.get().problem).toBe('sound_lost_browser')
    own.stop()
  })
})
