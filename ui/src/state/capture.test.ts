import { describe, expect, it } from 'vitest'
import { Capture } from './capture'
import { Devices } from './devices'
import { FakeDevices } from './testing/fake_devices'
import { settled } from './testing/meeting'

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
    const camera = new Capture('camera', devices.asMediaDevices, '')
    await camera.start()
    expect(camera.view.get()).toMatchObject({ problem: code, track: null, starting: false })
  })

  it('says that there is no camera where the engine has no capture at all', async () => {
    const camera = new Capture('camera', undefined, '')
    await camera.start()
    expect(camera.view.get().problem).toBe('no_camera')
  })

  it('takes another one when it is pulled out, and says which', async () => {
    const devices = new FakeDevices()
    const camera = new Capture('camera', devices.asMediaDevices, 'camera-2')
    await camera.start()
    expect(camera.view.get().device).toBe('camera-2')
    devices.cameras = ['camera-1']
    devices.opened[0]?.pullOut()
    await settled()
    expect(camera.view.get()).toMatchObject({ device: 'camera-1', problem: null, replacedBy: 'label of camera-1' })
  })

  it('says that it is lost when there is no other, and comes back when it is plugged in again', async () => {
    const devices = new FakeDevices()
    const own = new Devices(devices.asMediaDevices, {})
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
    const camera = new Capture('camera', devices.asMediaDevices, '')
    const starting = camera.start()
    camera.stop()
    await starting
    expect(camera.view.get()).toMatchObject({ track: null, wanted: false })
    expect(devices.opened[0]?.readyState).toBe('ended')
  })
})
