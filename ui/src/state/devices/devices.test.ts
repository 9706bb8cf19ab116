import { describe, expect, it } from 'vitest'
import { listsOf } from './devices'

const device = (kind: MediaDeviceKind, deviceId: string, label = '', groupId = ''): MediaDeviceInfo => ({
  kind,
  deviceId,
  label,
  groupId,
  toJSON: () => ({}),
})

describe("the system's default in the list of devices", () => {
  it.each([
    ['its group', 'Standard - B', 'two', 'B'],
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
