import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Layer, Track } from '../../wire/messages'
import { BUDGET } from '../../wire/rules'
import type { NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import { FakeEngine } from '../testing/fake_engine'
import { ME, settled, track } from '../testing/meeting'
import { Publisher, SIZE_EVERY } from './publisher'

describe('a picture that becomes larger', () => {
  const sizes = (width: number): Layer[] => [{ layer: 1, width, height: 400 }]

  it('is sent larger only when the host has taken the news, and not at all if it refuses', async () => {
    let published: Track | undefined
    let answer: (taken: boolean) => void = () => undefined
    const engine = new FakeEngine()
    engine.layers = { codec: 'vp8', layers: sizes(300) }
    const publisher = new Publisher({
      source: 'camera',
      engine,
      ask: (request) =>
        new Promise((resolve, reject) => {
          answer = (taken) => {
            if (!taken) return reject(new ProblemError('tracks_too_large'))
            if ('layers' in request && request.layers) published = { ...track(9, ME, 'camera'), layers: request.layers }
            resolve({ ...DEFAULTS.Done, type: 'done', id: 1, track: 9 })
          }
        }),
      published: () => published,
    })
    publisher.setTrack({ clone: () => ({}), getSettings: () => ({}) } as unknown as MediaStreamTrack)
    publisher.setJoined(true)
    await settled()
    expect(engine.published.camera ?? null).toBeNull()
    answer(true)
    await settled()
    expect(engine.announced.camera).toEqual(sizes(300))
    publisher.setLayers({ codec: 'vp8', layers: sizes(600) })
    await settled()
    expect(engine.announced.camera, 'asked').toEqual(sizes(300))
    answer(true)
    await settled()
    expect(engine.announced.camera, 'taken').toEqual(sizes(600))
    await new Promise((done) => setTimeout(done, SIZE_EVERY))
    publisher.setLayers({ codec: 'vp8', layers: sizes(9_000) })
    await settled()
    answer(false)
    await settled()
    expect(engine.announced.camera, 'refused').toEqual(sizes(600))
  })
})

describe('a shared window that is resized', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('tells its size as often as a person may ask for something for hours, and the last one soon', async () => {
    let published: Track = { ...track(9, ME, 'screen'), layers: [{ layer: 1, width: 2, height: 2 }] }
    const asked: NewRequest[] = []
    const publisher = new Publisher({
      source: 'screen',
      engine: new FakeEngine(),
      ask: async (request) => {
        asked.push(request)
        if (request.type === 'update_track' && request.layers) published = { ...published, layers: request.layers }
        return { ...DEFAULTS.Done, type: 'done', id: 1 }
      },
      published: () => published,
    })
    publisher.setTrack({ clone: () => ({}), getSettings: () => ({}) } as unknown as MediaStreamTrack)
    publisher.setJoined(true)
    await settled()
    asked.length = 0
    const SECONDS = 20
    for (let frame = 1; frame <= 30 * SECONDS; frame++) {
      publisher.setLayers({ codec: published.codec, layers: [{ layer: 1, width: 600 + frame * 2, height: 400 }] })
      await vi.advanceTimersByTimeAsync(1000 / 30)
    }
    expect(asked.length).toBeLessThan(BUDGET.requests.perSecond * SECONDS)
    expect(asked.length).toBeGreaterThan(3 * SECONDS)
    await vi.advanceTimersByTimeAsync(SIZE_EVERY)
    expect(published.layers?.[0]?.width).toBe(600 + 30 * SECONDS * 2)
  })
})

it('tells the engine of another codec only when the host has taken it', async () => {
  const codecs = ['vp09.00.40.08', 'vp8'] as const
  const layers: Layer[] = [{ layer: 1, width: 640, height: 360 }]
  const published: Track = { ...track(9, ME, 'screen'), codec: codecs[0], layers }
  const engine = new FakeEngine()
  engine.layers = { codec: codecs[0], layers }
  let taken: () => void = () => undefined
  const publisher = new Publisher({
    source: 'screen',
    engine,
    ask: (request) =>
      new Promise((resolve) => {
        expect(request).toMatchObject({ type: 'update_track', codec: codecs[1] })
        taken = () => resolve({ ...DEFAULTS.Done, type: 'done', id: 1 })
      }),
    published: () => published,
  })
  publisher.setTrack({ clone: () => ({}), getSettings: () => ({}) } as unknown as MediaStreamTrack)
  publisher.setJoined(true)
  await settled()
  expect(engine.codecs.screen).toBe(codecs[0])
  publisher.setLayers({ codec: codecs[1], layers })
  await settled()
  expect(engine.codecs.screen, 'asked').toBe(codecs[0])
  taken()
  await settled()
  expect(engine.codecs.screen, 'taken').toBe(codecs[1])
})
