import { expect, it } from 'vitest'
import type { DesktopSound } from '../../engine'
import { DEFAULTS } from '../../wire/defaults'
import type { Change, ScreenEnd } from '../../wire/messages'
import { Requests } from '../log/requests'
import { FakeDevices, FakeTrack } from '../testing/fake_devices'
import { FakeEngine } from '../testing/fake_engine'
import { ME, settled, step, track } from '../testing/meeting'
import { Publisher } from './publisher'
import { ScreenSource } from './screen_source'
import { Sharing } from './sharing'

/** Somebody who shares, and a host who agrees to everything, or refuses with `refuse`. */
function set({ refuse = '', screens }: { refuse?: string; screens?: ScreenSource } = {}) {
  const engine = new FakeEngine()
  const devices = new FakeDevices()
  const requests = new Requests((message) => engine.send(message))
  const published = new Map<string, ReturnType<typeof track>>()
  let next = 20
  const send = engine.send.bind(engine)
  engine.send = (message) => {
    const sent = send(message)
    if (message.type === 'publish_track' && refuse) {
      queueMicrotask(() =>
        requests.take({ type: 'error', id: message.id, code: refuse as 'not_permitted', detail: {} }),
      )
    } else if (message.type === 'publish_track') {
      const { source, codec, layers = [] } = message
      published.set(source, track(next++, ME, source, { codec, layers }))
      queueMicrotask(() =>
        requests.take({ ...DEFAULTS.Done, type: 'done', id: message.id, track: published.get(source)!.track }),
      )
    } else if (message.type === 'unpublish_track') {
      for (const [source, known] of published) if (known.track === message.track) published.delete(source)
      queueMicrotask(() => requests.take({ ...DEFAULTS.Done, type: 'done', id: message.id }))
    } else if ('id' in message) queueMicrotask(() => requests.take({ ...DEFAULTS.Done, type: 'done', id: message.id }))
    return sent
  }
  engine.open = true
  const sharing = new Sharing({
    screens: screens ?? new ScreenSource({ devices: devices.asMediaDevices }),
    publisher: (source) =>
      new Publisher({ source, engine, ask: requests.ask.bind(requests), published: () => published.get(source) }),
    setManner: (choice) => engine.setScreenManner(choice),
  })
  sharing.setJoined(true)
  return { engine, devices, sharing, published }
}

it('publishes the screen and its sound, and withdraws both', async () => {
  const { engine, devices, sharing, published } = set()
  devices.screen = { sound: true }
  await sharing.start()
  await settled()
  expect(sharing.view.get()).toMatchObject({ state: 'on', surface: 'screen', sound: true })
  expect([...published.keys()].sort()).toEqual(['screen', 'screen_audio'])
  expect(engine.published.screen).toBe(published.get('screen')?.track)

  sharing.stop()
  await settled()
  expect(sharing.view.get().state).toBe('off')
  expect([...published.keys()]).toEqual([])
  expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended'])
  expect([engine.given.screen, engine.given.screen_audio]).toEqual([null, null])
})

it('is sent as was chosen for as long as it is shared, and as it moves where nothing was', async () => {
  const { engine, sharing } = set()
  await sharing.start()
  await settled()
  expect(sharing.manner.get()).toEqual({ choice: 'automatic', now: 'sharp' })
  sharing.told({ type: 'screen-manner', manner: 'smooth' })
  expect(sharing.manner.get()).toEqual({ choice: 'automatic', now: 'smooth' })

  sharing.setManner('sharp')
  expect(engine.manner).toBe('sharp')
  expect(sharing.manner.get()).toEqual({ choice: 'sharp', now: 'sharp' })

  sharing.stop()
  await sharing.start()
  await settled()
  expect(engine.manner, 'another share').toBe('automatic')
  expect(sharing.manner.get().choice).toBe('automatic')
})

it('publishes no sound where there is none', async () => {
  const { devices, sharing, published } = set()
  devices.screen = { surface: 'window' }
  await sharing.start()
  await settled()
  expect(sharing.view.get()).toMatchObject({ surface: 'window', sound: false })
  expect([...published.keys()]).toEqual(['screen'])
})

it('says nothing when the person changes their mind, and goes on sharing what was shared', async () => {
  const { devices, sharing, published } = set()
  for (const name of ['NotAllowedError', 'AbortError']) {
    devices.screen = { failure: new DOMException('', name) }
    await sharing.start()
    expect(sharing.view.get()).toMatchObject({ state: 'off', problem: null })
  }
  devices.screen = {}
  await sharing.start()
  devices.screen = { failure: new DOMException('', 'NotAllowedError') }
  await sharing.start()
  await settled()
  expect(sharing.view.get().state).toBe('on')
  expect(published.has('screen')).toBe(true)
})

it.each([
  [new DOMException('Permission denied by system', 'NotAllowedError'), 'screen_denied'],
  [new DOMException('', 'NotReadableError'), 'screen_failed'],
  [new TypeError('is not a function'), 'screen_unsupported'],
] as const)('says why a screen cannot be shared: %s', async (failure, code) => {
  const { devices, sharing } = set()
  devices.screen = { failure }
  await sharing.start()
  expect(sharing.view.get()).toMatchObject({ state: 'off', problem: { code } })
  sharing.dismiss()
  expect(sharing.view.get().problem).toBeNull()
})

it('shares something else in the place of what was shared', async () => {
  const { devices, sharing, published } = set()
  devices.screen = { sound: true }
  await sharing.start()
  await settled()
  const before = published.get('screen')?.track
  devices.screen = { surface: 'window' }
  await sharing.start()
  await settled()
  expect(sharing.view.get()).toMatchObject({ state: 'on', surface: 'window', sound: false })
  expect(published.get('screen')?.track).toBe(before)
  expect(published.has('screen_audio')).toBe(false)
  expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended', 'live'])
})

it('says so when the system ends it', async () => {
  const { devices, sharing, published } = set()
  await sharing.start()
  await settled()
  devices.opened[0]?.pullOut()
  await settled()
  expect(sharing.view.get()).toMatchObject({ state: 'off', ended: true })
  expect(published.size).toBe(0)
})

it('stops capturing what the host refuses', async () => {
  const { devices, sharing } = set({ refuse: 'not_permitted' })
  await sharing.start()
  await settled()
  expect(sharing.view.get()).toMatchObject({ state: 'off', problem: { code: 'not_permitted' } })
  expect(devices.opened.every(({ readyState }) => readyState === 'ended')).toBe(true)
})

it('stops when a moderator stops it, and does not come back', async () => {
  const { devices, engine, sharing, published } = set()
  devices.screen = { sound: true }
  await sharing.start()
  await settled()
  const stopped: Change = { change: 'track_unpublished', track: published.get('screen')!.track, by: 1 }
  published.delete('screen')
  sharing.entered(step(stopped))
  await settled()
  expect(sharing.view.get().state).toBe('off')
  expect(published.size).toBe(0)
  expect(engine.asked('publish_track')).toHaveLength(2)
})

it('shares again after a lost link that forgot its tracks', async () => {
  const { engine, sharing, published } = set()
  await sharing.start()
  await settled()
  sharing.setJoined(false)
  published.clear()
  sharing.setJoined(true)
  await settled()
  expect(engine.asked('publish_track')).toHaveLength(2)
  expect(engine.published.screen).toBe(published.get('screen')?.track)
})

it('gives the screen back at the end of the meeting', async () => {
  const { devices, sharing } = set()
  await sharing.start()
  await sharing.close()
  expect(devices.opened[0]?.readyState).toBe('ended')
})

it("takes the desktop's question away when the meeting is over", async () => {
  const asked: AbortSignal[] = []
  const screens = new ScreenSource({
    devices: undefined,
    ask: async () => ({ ...DEFAULTS.ScreensOffered, by: 'desktop', surfaces: ['screen'] }),
    desktop: (unwanted) => {
      asked.push(unwanted)
      return new Promise((resolve) => unwanted.addEventListener('abort', () => resolve('wanted')))
    },
  })
  await screens.look()
  const { sharing } = set({ screens })
  const started = sharing.start()
  await settled()
  expect([sharing.view.get().state, asked.length]).toEqual(['choosing', 1])
  await sharing.close()
  await started
  expect([sharing.view.get().state, asked[0]?.aborted]).toEqual(['off', true])
})

it('asks by itself before it shares what was shared last, as the desktop would not', async () => {
  const asked: boolean[] = []
  const desktop = async (_: AbortSignal, again: boolean): Promise<ScreenEnd> => {
    asked.push(again)
    return 'declined'
  }
  const offered = { ...DEFAULTS.ScreensOffered, by: 'desktop', again: 'window' } as const
  const { sharing } = set({ screens: new ScreenSource({ devices: undefined, ask: async () => offered, desktop }) })
  const look = (): Promise<void> => sharing.screens.look()
  await look()
  await sharing.start()
  expect(sharing.view.get()).toMatchObject({ state: 'again', surface: 'window' })
  expect(asked).toEqual([])
  sharing.stop()
  expect(sharing.view.get().state).toBe('off')

  await sharing.start()
  await sharing.choose()
  expect(asked).toEqual([false])
  expect(sharing.view.get().state).toBe('off')
  await sharing.start()
  await sharing.choose(true)
  expect(asked).toEqual([false, true])
  await sharing.start()
  expect(asked).toEqual([false, true, false])
})

/** A desktop that hands out what the computer plays, and how a test ends it. */
function computer() {
  const made: { track: FakeTrack; end(why: ScreenEnd): void }[] = []
  const sound = async (): Promise<DesktopSound> => {
    const track = new FakeTrack('audio', 'computer')
    let over: (why: ScreenEnd) => void = () => undefined
    const ended = new Promise<ScreenEnd>((tell) => {
      over = tell
    })
    const end = (why: ScreenEnd): void => {
      track.stop()
      over(why)
    }
    made.push({ track, end })
    return { track: track as unknown as MediaStreamTrack, ended, end: () => end('wanted') }
  }
  const devices = new FakeDevices()
  return { made, screens: new ScreenSource({ devices: devices.asMediaDevices, sound }) }
}

it('listens to the computer only while the box is on, and only beside a screen', async () => {
  const { made, screens } = computer()
  const { sharing, published } = set({ screens })
  await sharing.setSound(true)
  expect(made.length).toBe(0)
  await sharing.start()
  await settled()
  expect(sharing.view.get().sound).toBe(false)
  expect([...published.keys()]).toEqual(['screen'])

  await sharing.setSound(true)
  await settled()
  expect(sharing.view.get().sound).toBe(true)
  expect([...published.keys()].sort()).toEqual(['screen', 'screen_audio'])
  await sharing.setSound(false)
  await settled()
  expect([...published.keys()]).toEqual(['screen'])
  expect(made[0]?.track.readyState).toBe('ended')

  // Another screen is another question.
  await sharing.setSound(true)
  await sharing.choose()
  await settled()
  expect(sharing.view.get()).toMatchObject({ state: 'on', sound: false })
  await sharing.setSound(true)
  sharing.stop()
  await settled()
  expect([...published.keys()]).toEqual([])
  expect(made.map(({ track }) => track.readyState)).toEqual(['ended', 'ended', 'ended'])
})

it('says when the computer cannot be heard, and goes on sharing the picture', async () => {
  const { made, screens } = computer()
  const { sharing, published } = set({ screens })
  await sharing.start()
  await sharing.setSound(true)
  await settled()
  made[0]?.end('failed')
  await settled()
  expect(sharing.view.get()).toMatchObject({ state: 'on', sound: false, problem: { code: 'screen_no_sound' } })
  expect([...published.keys()]).toEqual(['screen'])

  const { sharing: other } = set()
  await other.start()
  await other.setSound(true)
  expect(other.view.get()).toMatchObject({ state: 'on', sound: false, problem: { code: 'screen_no_sound' } })
})

it('does not begin to listen when the box was switched off meanwhile', async () => {
  const { made, screens } = computer()
  const { sharing, published } = set({ screens })
  await sharing.start()
  const on = sharing.setSound(true)
  await sharing.setSound(false)
  await on
  await settled()
  expect(made[0]?.track.readyState).toBe('ended')
  expect(sharing.view.get().sound).toBe(false)
  expect([...published.keys()]).toEqual(['screen'])
})

it('stops listening when a co-host ends the sound', async () => {
  const { made, screens } = computer()
  const { sharing, published } = set({ screens })
  await sharing.start()
  await sharing.setSound(true)
  await settled()
  const stopped = published.get('screen_audio')!
  published.delete('screen_audio')
  sharing.entered(step({ change: 'track_unpublished', track: stopped.track, by: 9 } as Change))
  await settled()
  expect(made[0]?.track.readyState).toBe('ended')
  expect(sharing.view.get()).toMatchObject({ state: 'on', sound: false })
})
