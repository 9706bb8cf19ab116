import { describe, expect, it } from 'vitest'
import type { DesktopShare } from '../../engine'
import { DEFAULTS } from '../../wire/defaults'
import type { ErrorCode, ScreenEnd, ScreensOffered } from '../../wire/messages'
import { FakeDevices, FakeTrack } from '../testing/fake_devices'
import { ScreenSource } from './screen_source'

const WANTED = new AbortController().signal
const DESKTOP: ScreensOffered = { ...DEFAULTS.ScreensOffered, by: 'desktop' }

/** A desktop whose share ends when the test says so. */
function desktop(): { share: () => Promise<DesktopShare>; end(why: ScreenEnd): void; track: FakeTrack } {
  const track = new FakeTrack('video', 'monitor')
  let end: (why: ScreenEnd) => void = () => undefined
  const ended = new Promise<ScreenEnd>((resolve) => {
    end = resolve
  })
  const share: DesktopShare = {
    track: track as unknown as MediaStreamTrack,
    surface: 'window',
    again: true,
    ended,
    end: () => {
      track.stop()
      end('wanted')
    },
  }
  return { share: () => Promise.resolve(share), end: (why) => end(why), track }
}

async function problemOf(attempt: Promise<unknown>): Promise<ErrorCode> {
  return attempt.then(
    () => Promise.reject(new Error('it worked')),
    ({ code }: { code: ErrorCode }) => code,
  )
}

describe('what can be shared', () => {
  it('is asked of the engine where nothing else is known', async () => {
    const devices = new FakeDevices()
    const shared = await new ScreenSource({ devices: devices.asMediaDevices }).choose(WANTED)
    expect(shared).toMatchObject({ surface: 'screen', sound: null })
    shared?.end()
    expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended'])
  })

  it('is asked of the desktop where the engine sees nothing', async () => {
    const devices = new FakeDevices()
    const { share, track } = desktop()
    const screens = new ScreenSource({ devices: devices.asMediaDevices, ask: async () => DESKTOP, desktop: share })
    await screens.look()
    const shared = await screens.choose(WANTED)
    expect(shared).toMatchObject({ picture: track, surface: 'window', sound: null })
    expect(devices.opened).toEqual([])
  })

  it.each([
    ['outside', null],
    ['failed', 'screen_failed'],
    ['unavailable', 'screen_no_portal'],
  ] as const)('ends by itself: %s', async (why, problem) => {
    const { share, end } = desktop()
    const screens = new ScreenSource({ devices: undefined, ask: async () => DESKTOP, desktop: share })
    await screens.look()
    const ends: (ErrorCode | null)[] = []
    const shared = await screens.choose(WANTED)
    shared?.onEnded((code) => ends.push(code))
    end(why)
    await Promise.resolve()
    await Promise.resolve()
    expect(ends).toEqual([problem])
  })

  it('says nothing of an end that was wanted', async () => {
    const { share } = desktop()
    const screens = new ScreenSource({ devices: undefined, ask: async () => DESKTOP, desktop: share })
    await screens.look()
    const shared = await screens.choose(WANTED)
    shared?.onEnded(() => expect.unreachable())
    shared?.end()
    await Promise.resolve()
    await Promise.resolve()
  })

  it('is nothing where the person declines, and a sentence where the desktop cannot', async () => {
    const answers: ScreenEnd[] = ['declined', 'failed', 'unavailable']
    const next = async (): Promise<ScreenEnd> => answers.shift() ?? 'wanted'
    const screens = new ScreenSource({ devices: undefined, ask: async () => DESKTOP, desktop: next })
    await screens.look()
    expect(await screens.choose(WANTED)).toBeNull()
    expect(await problemOf(screens.choose(WANTED))).toBe('screen_failed')
    expect(await problemOf(screens.choose(WANTED))).toBe('screen_no_portal')
  })

  it('is looked for once more when the button is pressed all the same', async () => {
    const answers: ScreensOffered[] = [
      { ...DESKTOP, by: 'nobody', surfaces: [], problem: 'screen_no_portal' },
      { ...DESKTOP, by: 'nobody', surfaces: [], problem: 'screen_no_pipewire' },
      DESKTOP,
    ]
    const { share } = desktop()
    const screens = new ScreenSource({
      devices: undefined,
      ask: async () => answers.shift() ?? DESKTOP,
      desktop: share,
    })
    await screens.look()
    expect(await problemOf(screens.choose(WANTED))).toBe('screen_no_pipewire')
    expect(await screens.choose(WANTED)).toMatchObject({ surface: 'window' })
  })

  it('is what was shared last, as long as the desktop hands it out again', async () => {
    const { share, end } = desktop()
    const asked: boolean[] = []
    let lost: ScreenEnd | null = null
    const screens = new ScreenSource({
      devices: undefined,
      ask: async () => DESKTOP,
      desktop: async (_, again) => {
        asked.push(again)
        return lost ?? share()
      },
    })
    await screens.look()
    expect(screens.last).toBeNull()
    await screens.choose(WANTED)
    end('outside')
    expect(screens.last).toBe('window')
    lost = 'declined'
    expect(await screens.choose(WANTED)).toBeNull()
    expect(screens.last).toBe('window')
    expect(await screens.choose(WANTED, true)).toBeNull()
    expect(screens.last).toBeNull()
    expect(asked).toEqual([false, false, true])
  })

  it('is of the engine where the app does not answer', async () => {
    const devices = new FakeDevices()
    const ask = (): Promise<ScreensOffered> => Promise.reject(new Error('gone'))
    const screens = new ScreenSource({ devices: devices.asMediaDevices, ask })
    await screens.look()
    expect(await screens.choose(WANTED)).toMatchObject({ surface: 'screen' })
  })
})
