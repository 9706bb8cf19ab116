import { describe, expect, it } from 'vitest'
import { listsOf, needsSpeaker } from './devices'

const device = (kind: MediaDeviceKind, deviceId: string, label = '', groupId = ''): MediaDeviceInfo => ({
  kind,
  deviceId,
  label,
  groupId,
  toJSON: () => ({}),
})

describe("the system's default in the list of devices", () => {
  it.each([
    ['its group', 'Standard', 'two', 'B'],
    ['what Chromium writes of it', 'Default - A', '', 'A'],
    ['nothing, among several', '', '', ''],
  ])('is called by %s', (_, label, group, expected) => {
    const { microphones } = listsOf([
      device('audioinput', 'default', label, group),
      device('audioinput', 'a', 'A', 'one'),
      device('audioinput', 'b', 'B', 'two'),
    ])
    expect(microphones.map(({ label }) => label)).toEqual([expected, 'A', 'B'])
    expect(microphones.map(({ isDefault }) => isDefault)).toEqual([true, undefined, undefined])
  })

  it('is the only one that there is', () => {
    const { speakers } = listsOf([
      device('audiooutput', 'default', '', 'default'),
      device('audiooutput', 'a', 'A', 'one'),
      device('audioinput', 'b', 'B', 'one'),
    ])
    expect(speakers[0]).toEqual({ id: 'default', label: 'A', isDefault: true })
  })
})

it('has each id once: Firefox gives two devices of one name the same', () => {
  const { speakers, microphones } = listsOf([
    device('audiooutput', 'a', 'USB Audio', 'one'),
    device('audiooutput', 'a', 'USB Audio', 'two'),
    device('audiooutput', 'b', 'HDMI', 'three'),
    device('audioinput', 'a', 'USB Audio', 'one'),
  ])
  expect(speakers.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(microphones.map(({ id }) => id)).toEqual(['a'])
})

describe('an engine that needs something to play on', () => {
  const FIREFOX = { context: false, element: true }
  const found = (...more: MediaDeviceInfo[]) => listsOf([device('audioinput', 'a', 'Headset'), ...more])

  it.each([
    ['Firefox without any', found(), FIREFOX, true],
    ['Firefox with one', found(device('audiooutput', 'b', 'Speaker')), FIREFOX, false],
    ['Firefox before it may tell', listsOf([device('audioinput', 'a')]), FIREFOX, false],
    ['Chromium, which runs without', found(), { context: true, element: true }, false],
    ['one that lists no speakers', found(), { context: false, element: false }, false],
  ])('%s', (_, lists, sinks, expected) => {
    expect(needsSpeaker(lists, sinks)).toBe(expected)
  })
})
