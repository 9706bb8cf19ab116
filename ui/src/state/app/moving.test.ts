import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import { HOSTED, JOINED, stage } from '../testing/app'
import { settled } from '../testing/meeting'

const HERE = { ...HOSTED, meeting: 'b', code: '482913' }
const THERE = { meeting: 'a', title: 'T', host: 'Bob', address: '10.0.0.7:47801' }

describe('a meeting that goes on in another app', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is hosted here then: what a host has is there, and leaving ends it', async () => {
    const { app, api, engine, welcomed, tell } = await stage()
    await app.home.join('10.0.0.1', '482913')
    welcomed()
    const before = app.screen.get()
    tell({ event: 'meeting_moved', hosting: HERE, joined: null })
    const now = app.screen.get()
    if (before.name !== 'meeting' || now.name !== 'meeting') throw new Error('not in the meeting')
    expect(now.meeting).toBe(before.meeting)
    expect(now).toMatchObject({ host: '', again: { kind: 'host', wish: { title: 'T', code: 'digits_6' } } })
    expect(app.hosting.get()).toEqual(HERE)
    expect(engine.name).toBe('Mira')
    tell({ event: 'addresses_changed', hosting: { ...HERE, addresses: ['10.9.9.9'] } })
    expect(app.hosting.get()?.addresses).toEqual(['10.9.9.9'])
    await app.leave()
    expect(engine.asked('leave')).toEqual([])
    expect([app.screen.get().name, api.calls.at(-1)]).toEqual(['home', 'leave'])
  })

  it('is joined there then: nothing of a host is left, and who leaves can come back there by the same code', async () => {
    const { app, api, engine, welcomed, tell } = await stage({ hosting: HOSTED })
    welcomed()
    tell({ event: 'close_requested' })
    tell({ event: 'code_guessed', address: '10.0.0.9', times: 10, total: 10, addresses: 1 })
    tell({ event: 'meeting_moved', hosting: null, joined: THERE })
    expect([app.hosting.get(), app.closeRequested.get(), app.door.guessing.get()]).toEqual([null, false, null])
    expect(app.screen.get()).toMatchObject({ name: 'meeting', host: 'Bob' })
    await app.leave()
    await settled()
    expect(engine.asked('leave')).toHaveLength(1)
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    expect(ended.ending).toEqual({ kind: 'left' })
    await app.again(ended.again)
    expect(api.calls.at(-1)).toBe('join 10.0.0.7:47801 with 482913 back to a')
  })

  it('is found again by those who joined, by an address in the place of an invitation to the host before', async () => {
    const { app, api, welcomed, tell } = await stage()
    await app.home.join('meetdesk://join?addr=10.0.0.1')
    welcomed()
    tell({ event: 'meeting_moved', hosting: null, joined: { ...JOINED, address: '10.0.0.7', host: 'Bob' } })
    await app.leave()
    await settled()
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    await app.again(ended.again)
    expect(api.calls.at(-1)).toBe('join 10.0.0.7 back to b')
  })

  it('is of no concern to a window that is in another one, or in none', async () => {
    const { app, tell } = await stage({ joined: JOINED })
    tell({ event: 'meeting_moved', hosting: HOSTED, joined: null })
    tell({ event: 'meeting_moved', hosting: null, joined: THERE })
    expect(app.screen.get()).toMatchObject({ name: 'meeting', host: 'Ada' })
    expect(app.hosting.get()).toBeNull()
    await app.leave()
    tell({ event: 'meeting_moved', hosting: HERE, joined: null })
    expect([app.screen.get().name, app.hosting.get()]).toEqual(['ended', null])
  })

  it('is caught up with by a window that was not told', async () => {
    const { app, api, tell } = await stage({ joined: JOINED })
    api.current = { ...api.current, hosting: HERE, joined: null }
    tell({ ...DEFAULTS.CurrentState, event: 'current_state', hosting: HERE })
    await settled()
    expect(app.hosting.get()).toEqual(HERE)
    api.current = { ...api.current, hosting: null, joined: { ...JOINED, host: 'Bob' } }
    tell({ ...DEFAULTS.CurrentState, event: 'current_state' })
    await settled()
    expect(app.hosting.get()).toBeNull()
    expect(app.screen.get()).toMatchObject({ name: 'meeting', host: 'Bob', again: { code: '482913' } })
  })
})
