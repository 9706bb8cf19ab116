import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../problem'
import { stage } from '../testing/app'
import { settled } from '../testing/meeting'

describe('the connection to a host', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each([
    [4000, '', { kind: 'ended', reason: 'ended_by_host' }],
    [4002, '', { kind: 'problem', code: 'displaced' }],
    [4401, 'meeting_full', { kind: 'problem', code: 'meeting_full' }],
    [4401, 'meeting_replaced', { kind: 'problem', code: 'meeting_replaced' }],
    [4401, 'whatever', { kind: 'problem', code: 'not_admitted' }],
  ])(
    'shows why it is over when the link closes with %i %s, and lets go of the camera',
    async (code, reason, ending) => {
      const { app, api, engine, welcomed } = await stage()
      await app.home.join('10.0.0.1')
      welcomed()
      engine.onEvent({ type: 'link', link: { state: 'closed', code, reason } })
      expect(app.screen.get()).toMatchObject({ name: 'ended', ending })
      expect(app.devices.camera.view.get().track).toBeNull()
      await settled()
      expect(engine.given).toEqual({ camera: null, microphone: null })
      expect(api.calls.at(-1)).toBe('leave')
    },
  )

  it('gives up on a link that stays lost for longer than the host keeps the place, but not before', async () => {
    const { app, engine, welcomed } = await stage()
    await app.home.join('10.0.0.1')
    welcomed()
    engine.link('lost')
    vi.advanceTimersByTime(20_000)
    expect(app.screen.get().name).toBe('meeting')
    welcomed()
    engine.link('lost')
    vi.advanceTimersByTime(30_000)
    expect(app.screen.get().name).toBe('meeting')
    vi.advanceTimersByTime(10_000)
    expect(app.screen.get()).toMatchObject({ name: 'ended', ending: { kind: 'lost' } })
  })

  it('asks as a guest, once an attempt, whether the meeting that it cannot get back to is still held', async () => {
    const { app, api, engine, welcomed } = await stage()
    const asked: string[] = []
    let answer: ProblemError | null = null
    Object.assign(api, {
      stillHeld: (meeting: string) => {
        asked.push(meeting)
        return answer ? Promise.reject(answer) : Promise.resolve()
      },
    })
    const lost = (attempt: number) =>
      engine.onEvent({ type: 'link', link: { state: 'lost', since: 0, attempt, reason: 'host_unreachable' } })
    await app.home.join('10.0.0.1', '482913')
    welcomed()
    answer = new ProblemError('host_unreachable')
    lost(1)
    lost(1)
    await settled()
    expect([asked, app.screen.get().name]).toEqual([['b'], 'meeting'])
    answer = new ProblemError('meeting_replaced')
    lost(2)
    await settled()
    expect(app.screen.get()).toMatchObject({ name: 'ended', ending: { kind: 'problem', code: 'meeting_replaced' } })
  })
})
