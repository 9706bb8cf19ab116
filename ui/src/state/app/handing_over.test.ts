import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Change } from '../../wire/messages'
import { HOSTED, stage } from '../testing/app'
import { entry, ME, participant, settled, state } from '../testing/meeting'
import { HAND_OVER_LIMIT } from './handing_over'

const BOB = 3
const THERE = { meeting: 'a', title: 'T', host: 'Bob', address: '10.0.0.7' }

describe('a meeting that its host hands over', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function hosting() {
    const staged = await stage({ hosting: HOSTED })
    const { engine, tell } = staged
    const participants = [participant(1), participant(ME, { role: 'host' }), participant(BOB, { name: 'Bob' })]
    const known = state({ participants, deputies: [BOB] })
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, state: known })
    let number = known.entry
    const enter = (...changes: Change[]): void =>
      engine.say({ type: 'entries', entries: changes.map((change) => entry(++number, change)) })
    return {
      ...staged,
      enter,
      answer: (code?: 'no_deputy'): void => {
        const { id = 0 } = engine.asked('hand_over').at(-1) ?? {}
        engine.say(code ? { type: 'error', code, id, detail: {} } : { ...DEFAULTS.Done, type: 'done', id })
      },
      /** What comes over the link to the new host. */
      changed: (): void => {
        engine.link('open')
        enter({ change: 'host_changed', participant: BOB, before: ME, term: 2 })
      },
      back: (): void => enter({ change: 'link_restored', participant: ME }),
      moved: (): void => tell({ event: 'meeting_moved', hosting: null, joined: THERE }),
    }
  }

  it('is left only once it goes on elsewhere and this window is back in it', async () => {
    const { app, api, engine, answer, changed, back, moved } = await hosting()
    const leaving = app.leaveTo(BOB)
    expect(engine.asked('hand_over')).toMatchObject([{ participant: BOB }])
    expect(app.handingOver.to.get()).toBe('Bob')
    answer()
    engine.link('lost')
    for (const step of [moved, changed]) {
      step()
      await settled()
      expect(engine.asked('leave')).toEqual([])
      expect(app.screen.get().name).toBe('meeting')
    }
    back()
    await leaving
    await settled()
    expect(engine.asked('leave')).toHaveLength(1)
    expect(app.screen.get()).toMatchObject({ name: 'ended', ending: { kind: 'left' }, host: 'Bob' })
    expect([app.handingOver.to.get(), app.handingOver.failed.get(), api.calls]).toEqual([null, null, ['leave']])
  })

  it('is handed over also when the answer is lost with the link', async () => {
    const { app, engine, changed, back, moved } = await hosting()
    const handing = app.handOver(BOB)
    engine.link('lost')
    changed()
    back()
    await settled()
    // The window's own app has not said so yet: by leaving now it would end what it takes for hosted here.
    expect(app.handingOver.to.get()).toBe('Bob')
    moved()
    expect(await handing).toBe(true)
    expect(app.screen.get()).toMatchObject({ name: 'meeting', host: 'Bob' })
    expect(engine.asked('leave')).toEqual([])
  })

  it('stays where it is if it is refused, and says why', async () => {
    const { app, answer } = await hosting()
    const leaving = app.leaveTo(BOB)
    answer('no_deputy')
    await leaving
    expect(app.screen.get().name).toBe('meeting')
    expect(app.hosting.get()).toEqual(HOSTED)
    expect(app.handingOver.to.get()).toBeNull()
    expect(app.handingOver.failed.get()).toMatchObject({ name: 'Bob', problem: { code: 'no_deputy' } })
    expect(await Promise.all([app.handOver(BOB), app.handOver(BOB)].slice(1))).toEqual([false])
    expect(app.handingOver.failed.get()).toBeNull()
  })

  it('stays where it is, and says so at once, if that computer cannot take it over', async () => {
    const { app, api, answer, enter } = await hosting()
    const leaving = app.leaveTo(BOB)
    answer()
    await settled()
    expect(app.handingOver.to.get()).toBe('Bob')
    enter({ change: 'deputies_named', participants: [], unreached: [BOB], unwilling: [] })
    await leaving
    expect([app.screen.get().name, app.handingOver.to.get(), api.calls]).toEqual(['meeting', null, []])
    expect(app.handingOver.failed.get()).toEqual({ name: 'Bob', problem: null })
  })

  it('stays if nothing has come of it in time', async () => {
    const { app, api, answer } = await hosting()
    const quitting = app.quitTo(BOB)
    answer()
    await vi.advanceTimersByTimeAsync(HAND_OVER_LIMIT - 1)
    expect(app.handingOver.failed.get()).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    await quitting
    expect([app.screen.get().name, api.calls]).toEqual(['meeting', []])
    expect(app.handingOver.failed.get()).toEqual({ name: 'Bob', problem: null })
  })

  it('is over for a window that closes once somebody else carries it on', async () => {
    const { app, api, engine, tell, answer, changed, back, moved } = await hosting()
    tell({ event: 'close_requested' })
    const quitting = app.quitTo(BOB)
    expect(app.closeRequested.get()).toBe(false)
    answer()
    moved()
    changed()
    back()
    await quitting
    expect(engine.asked('leave')).toHaveLength(1)
    expect([app.screen.get().name, api.calls]).toEqual(['quit', ['quit']])
  })

  it('says nothing any more of one that has ended meanwhile', async () => {
    const { app, engine } = await hosting()
    const leaving = app.leaveTo(BOB)
    engine.onEvent({ type: 'link', link: { state: 'closed', code: 4000, reason: '' } })
    await leaving
    expect(app.screen.get()).toMatchObject({ name: 'ended', ending: { kind: 'ended' } })
    expect([app.handingOver.to.get(), app.handingOver.failed.get()]).toEqual([null, null])
  })
})
