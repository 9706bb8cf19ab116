import { describe, expect, it } from 'vitest'
import { abilitiesOf, type Found, lookAround } from './abilities'
import { browserOf } from './browser'

const FOUND: Found = {
  browser: browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) Safari/604.1', 5),
  media: true,
  capture: true,
  display: false,
  cameras: 2,
  microphones: 1,
  camera: 'prompt',
  microphone: 'granted',
}

const verdicts = (change: Partial<Found>): string =>
  abilitiesOf({ ...FOUND, ...change })
    .can.map(({ ability, verdict }) => `${ability} ${verdict}`)
    .join(', ')

describe('what a browser can do', () => {
  it.each<[string, Partial<Found>, string, string | null]>([
    ['a phone', {}, 'watch yes, microphone yes, camera asked, screen no, chat yes', null],
    ['a computer', { display: true }, 'watch yes, microphone yes, camera asked, screen yes, chat yes', null],
    ['an old phone', { media: false }, 'watch no, microphone no, camera no, screen no, chat yes', 'media'],
    [
      'within another app',
      { capture: false, browser: browserOf('Chrome/1 MicroMessenger/8', 5) },
      'watch yes, microphone no, camera no, screen no, chat yes',
      'in_app',
    ],
    ['no way to ask', { capture: false }, 'watch yes, microphone no, camera no, screen no, chat yes', 'capture'],
    [
      'both refused',
      { camera: 'denied', microphone: 'denied' },
      'watch yes, microphone blocked, camera blocked, screen no, chat yes',
      'microphone_denied',
    ],
    [
      'the camera refused',
      { camera: 'denied' },
      'watch yes, microphone yes, camera blocked, screen no, chat yes',
      'camera_denied',
    ],
    [
      'no devices',
      { cameras: 0, microphones: 0 },
      'watch yes, microphone none, camera none, screen no, chat yes',
      'no_microphone',
    ],
    // Without a camera one is heard all the same; the list says it.
    ['no camera', { cameras: 0 }, 'watch yes, microphone yes, camera none, screen no, chat yes', null],
    [
      'a browser that says nothing',
      { cameras: null, camera: 'unknown' },
      'watch yes, microphone yes, camera asked, screen no, chat yes',
      null,
    ],
  ])('%s', (_, change, can, advice) => {
    expect(verdicts(change)).toBe(can)
    expect(abilitiesOf({ ...FOUND, ...change }).advice).toBe(advice)
  })

  it('is found without opening a device, whatever the browser refuses to say', async () => {
    const known = { browser: FOUND.browser, media: true }
    const devices = {
      getUserMedia: () => Promise.reject(new Error('a device was opened')),
      enumerateDevices: () => Promise.reject(new TypeError('not here')),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }
    const refused = () => Promise.reject(new TypeError('camera is no permission here'))
    const asItIs = { cameras: null, microphones: null, camera: 'unknown', microphone: 'unknown', display: false }
    expect(await lookAround(known, devices, refused)).toMatchObject({ ...asItIs, capture: true })
    expect(await lookAround(known, undefined, refused)).toMatchObject({ ...asItIs, capture: false })
  })
})
