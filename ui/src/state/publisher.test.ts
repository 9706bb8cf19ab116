import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BUDGET, type Track } from '../wire/messages'
import { Publisher, SIZE_EVERY } from './publisher'
import type { NewRequest } from './requests'
import { FakeEngine } from './testing/fake_engine'
import { ME, settled, track } from './testing/meeting'

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
        return { type: 'done', id: 1 }
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
