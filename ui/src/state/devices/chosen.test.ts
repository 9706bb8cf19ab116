import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Settings } from '../../wire/messages'
import { FakeDevices } from '../testing/fake_devices'
import { settled } from '../testing/meeting'
import { Capture } from './capture'
import { findChosen } from './chosen'
import { DeviceChoices } from './device_choices'
import { Devices } from './devices'

/** Devices on another day: all have other ids, and the same names. */
function anotherDay(change: Partial<FakeDevices> = {}): FakeDevices {
  return Object.assign(new FakeDevices(), {
    cameras: ['c1', 'c2'],
    microphones: ['default', 'm1', 'm2'],
    speakers: ['default', 's1', 's2'],
    names: { c1: 'Lid', c2: 'Desk', default: 'Default', m1: 'Lid', m2: 'Headset', s1: 'Lid', s2: 'Headset' },
    ...change,
  })
}

const KINDS = [
  ['camera', { id: 'of-another-day', label: 'Desk' }, 'c2', 'c1'],
  ['microphone', { id: 'of-another-day', label: 'Headset' }, 'm2', 'default'],
] as const

describe.each(KINDS)('a %s that was chosen', (kind, chosen, its, usual) => {
  const open = async (devices: FakeDevices, wish: { id: string; label: string } = chosen): Promise<Capture> => {
    const capture = new Capture(kind, devices.asMediaDevices, wish)
    await capture.start()
    return capture
  }
  const live = (devices: FakeDevices): string[] =>
    devices.opened.filter(({ readyState }) => readyState === 'live').map(({ device }) => device)

  it('is known by its name on another day, and nothing else is opened', async () => {
    const devices = anotherDay()
    expect((await open(devices)).view.get()).toMatchObject({ device: its, replacedBy: null })
    expect(devices.opened).toHaveLength(1)
  })

  it('is taken as soon as its name is told, where a browser tells none before', async () => {
    const devices = anotherDay({ secretive: true })
    expect((await open(devices)).view.get()).toMatchObject({ device: its, replacedBy: null })
    expect(live(devices)).toEqual([its])
  })

  it('is missed by its name where it is gone, and another one is said to be used', async () => {
    const devices = anotherDay()
    const wish = { id: 'gone', label: 'Of the office' }
    const capture = await open(devices, wish)
    expect(capture.view.get()).toMatchObject({ device: usual, replacedBy: devices.names[usual], problem: null })
    await capture.start(its)
    expect(capture.view.get()).toMatchObject({ device: its, replacedBy: null })
  })

  it('is not said to be gone where nobody can tell, nor is another one where none was chosen', async () => {
    for (const wish of [
      { id: 'of-another-day', label: '' },
      { id: '', label: '' },
    ]) {
      expect((await open(anotherDay(), wish)).view.get()).toMatchObject({ device: usual, replacedBy: null })
    }
  })

  it('that is busy is said to be so: no other is opened in its place', async () => {
    const devices = anotherDay({ failure: { audio: 'NotReadableError', video: 'NotReadableError' } })
    expect((await open(devices)).view.get()).toMatchObject({ problem: `${kind}_busy`, track: null })
  })
})

describe('a camera that was chosen', () => {
  it('is opened also where another one fits the size that is wished for better', async () => {
    const devices = new FakeDevices()
    devices.poor = ['camera-2']
    const camera = new Capture('camera', devices.asMediaDevices, { id: 'camera-2', label: '' })
    await camera.start()
    expect(camera.view.get().device).toBe('camera-2')
    await camera.start('camera-1')
    await camera.start('camera-2')
    expect(camera.view.get().device).toBe('camera-2')
  })
})

describe('the devices that are remembered', () => {
  const choices = (devices: FakeDevices, remembered: Partial<Settings>) => {
    let values: Settings = { ...DEFAULTS.Settings, ...remembered }
    const played: string[] = []
    const own = new Devices(devices.asMediaDevices, values)
    const made = new DeviceChoices({
      settings: {
        values: { get: () => values },
        change: (change: Partial<Settings>) => {
          values = { ...values, ...change }
        },
      } as never,
      devices: own,
      engine: {
        setSound: () => undefined,
        soundIsThere: () => undefined,
        setSpeaker: async (id: string) => {
          if (id !== '' && !devices.speakers.includes(id)) throw new DOMException('', 'NotFoundError')
          played.push(id)
        },
      } as never,
      meeting: () => null,
      saveBackground: () => Promise.resolve(),
    })
    return { own, made, played, values: () => values }
  }

  it('have their names with them', async () => {
    const { own, made, values } = choices(anotherDay(), {})
    await own.refresh()
    made.camera('c2')
    made.microphone('m2')
    made.speaker('s2')
    expect(values()).toMatchObject({ camera_label: 'Desk', microphone_label: 'Headset', speaker_label: 'Headset' })
    made.microphone('default')
    expect(values()).toMatchObject({ microphone: 'default', microphone_label: '' })
    await settled()
    own.stop()
  })

  it('are chosen in the lists by the ids of today, and the speaker plays', async () => {
    const { own, made, played, values } = choices(anotherDay(), {
      camera: 'c-old',
      camera_label: 'Desk',
      microphone: 'm-old',
      microphone_label: 'Headset',
      speaker: 's-old',
      speaker_label: 'Headset',
    })
    await own.refresh()
    await settled()
    expect(values()).toMatchObject({ camera: 'c2', microphone: 'm2', speaker: 's2' })
    expect([played, made.output.lost.get()]).toEqual([['s2'], false])
    own.stop()
  })
})

describe('findChosen', () => {
  it('goes by the id first, and takes no default for a device of its name', () => {
    const devices = [
      { id: 'default', label: 'Headset' },
      { id: 'a', label: 'Headset' },
      { id: 'b', label: 'Headset' },
    ]
    expect(findChosen(devices, { id: 'b', label: 'Headset' })).toBe('b')
    expect(findChosen(devices, { id: 'x', label: 'Headset' })).toBe('a')
    expect(findChosen(devices, { id: 'x', label: '' })).toBeUndefined()
    expect(findChosen(devices.slice(1), { id: 'default', label: 'Headset' })).toBeUndefined()
  })
})
