import { describe, expect, it } from 'vitest'
import type { SoundMode } from '../../wire/messages'
import { checkDevices } from '../app/checks'
import { FakeDevices } from '../testing/fake_devices'
import { Capture } from './capture'
import { isMadeUp } from './made_up'

/** What an engine says of a microphone. */
function described(capabilities: object): MediaDeviceInfo {
  return { kind: 'audioinput', deviceId: 'default', label: 'Default', getCapabilities: () => capabilities } as never
}

function engine(change: Partial<FakeDevices>): FakeDevices {
  return Object.assign(new FakeDevices(), { microphones: ['default', 'desk', 'headset'] }, change)
}

async function opened(devices: FakeDevices, wish = '', sound: SoundMode = 'speech'): Promise<Capture> {
  const microphone = new Capture('microphone', devices.asMediaDevices, { id: wish, label: '' })
  await microphone.setSound(sound)
  await microphone.start()
  return microphone
}

/** Every default that an engine may have, and whether it describes it. */
const ENGINES = [
  ['which it describes', { silent: false }],
  ['of which it says nothing', { silent: true }],
] as const
const SOUNDS: readonly SoundMode[] = ['speech', 'music', 'noisy']

describe('a microphone that the engine made up', () => {
  it.each([
    [
      'Chromium, of a real one',
      { sampleSize: {}, echoCancellation: [], sampleRate: {}, channelCount: {}, latency: {} },
      false,
    ],
    ['Chromium, of none', { sampleSize: {}, echoCancellation: [] }, true],
    ['Chromium before it may tell, and Qt', {}, undefined],
    ['Firefox', { deviceId: 'a', groupId: 'b', echoCancellation: [] }, false],
  ])('%s', (_, capabilities, expected) => {
    expect(isMadeUp(described(capabilities))).toBe(expected)
  })

  describe.each(ENGINES)('by an engine with a default %s', (_, { silent }) => {
    it.each(SOUNDS)('is not taken for %s, but a real one', async (sound) => {
      const devices = engine({ madeUp: true, silent })
      const microphone = await opened(devices, '', sound)
      expect(microphone.view.get()).toMatchObject({ device: 'desk', problem: null, replacedBy: null })
      expect(devices.opened.filter(({ readyState }) => readyState === 'live').map(({ device }) => device)).toEqual([
        'desk',
      ])
    })

    it.each(SOUNDS)('is not believed of a real default for %s', async (sound) => {
      const devices = engine({ silent })
      expect((await opened(devices, '', sound)).view.get()).toMatchObject({ device: 'default', problem: null })
      expect(devices.opened.filter(({ readyState }) => readyState === 'live')).toHaveLength(1)
    })

    it('is not believed where a microphone is lent to one at a time', async () => {
      const devices = engine({ silent, exclusive: true })
      expect((await opened(devices)).view.get()).toMatchObject({ device: 'default', problem: null })
      expect(devices.opened.filter(({ readyState }) => readyState === 'live')).toHaveLength(1)
    })

    it('is not believed of one that is busy', async () => {
      const devices = engine({ silent, failure: { audio: 'NotReadableError' } })
      expect((await opened(devices)).view.get()).toMatchObject({ problem: 'microphone_busy', track: null })
    })

    it('is no microphone where it is the only one, until the system has a real one', async () => {
      const devices = engine({ madeUp: true, silent, microphones: ['default'] })
      const microphone = await opened(devices)
      expect(microphone.view.get()).toMatchObject({ problem: 'no_microphone', track: null })
      expect(devices.opened.some(({ readyState }) => readyState === 'live')).toBe(false)
      devices.madeUp = false
      await microphone.devicesChanged(['default', 'desk'])
      expect(microphone.view.get()).toMatchObject({ device: 'default', problem: null })
    })

    it('does not hinder the one that was chosen', async () => {
      const devices = engine({ madeUp: true, silent })
      expect((await opened(devices, 'headset')).view.get()).toMatchObject({ device: 'headset', problem: null })
      expect(devices.opened.map(({ device }) => device)).toEqual(['headset'])
    })

    it('is none that the check of this computer finds', async () => {
      const devices = engine({ madeUp: true, silent, microphones: ['default'] })
      expect((await checkDevices(devices.asMediaDevices)).map(({ code }) => code)).toEqual([
        'camera_fine',
        'microphone_none',
      ])
    })
  })
})

describe('a microphone that was chosen', () => {
  it('is opened, not the default', async () => {
    expect((await opened(engine({}), 'headset')).view.get().device).toBe('headset')
  })

  it('is not insisted on where it is missing today', async () => {
    expect((await opened(engine({}), 'of-another-day')).view.get()).toMatchObject({ device: 'default', problem: null })
  })
})
