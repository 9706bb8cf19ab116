import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { FoundMeeting, JoinedMeeting } from '../../wire/messages'
import { ProblemError } from '../problem'
import { JOINED, named, stage } from '../testing/app'
import { settled } from '../testing/meeting'

describe('the start screen', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('shows a preview first, and takes part under the name that was typed', async () => {
    const { app, engine } = await stage()
    expect(app.screen.get().name).toBe('home')
    expect(app.devices.camera.view.get().track).not.toBeNull()
    expect(engine.given.microphone).not.toBeNull()
    app.settings.change({ name: '  Mira \n B ' })
    await app.home.host({ title: '' })
    expect(app.screen.get().name).toBe('meeting')
    expect(engine.name).toBe('Mira B')
  })

  it('suggests the name that the system knows, but does nothing under it by itself', async () => {
    const { app, api } = await stage({
      settings: DEFAULTS.Settings,
      system_name: 'Mira Berg',
      join_address: '10.0.0.9',
    })
    expect(app.settings.values.get().name).toBe('Mira Berg')
    expect(app.screen.get().name).toBe('home')
    expect(api.calls).toEqual([])
    const known = await stage({ settings: named('Mira'), system_name: 'Somebody' })
    expect(known.app.settings.values.get().name).toBe('Mira')
  })

  it('says why joining failed and stays where it is', async () => {
    const { app, api } = await stage()
    api.failure = new ProblemError('host_unreachable')
    await app.home.join(' 10.0.0.9 ')
    expect(api.calls).toEqual(['join 10.0.0.9'])
    expect(app.home.problem.get()).toEqual({ doing: 'joining', problem: { code: 'host_unreachable', detail: {} } })
    expect(app.screen.get().name).toBe('home')
    expect(app.home.busy.get()).toBeNull()
  })

  it('asks for a name before anything is started', async () => {
    const { app, api } = await stage({ settings: named(' ') })
    await app.home.host({ title: '' })
    expect(app.home.nameProblem.get()?.code).toBe('name_empty')
    expect(api.calls).toEqual([])
  })

  it('leaves again what was joined after the person had given up', async () => {
    const { app, api } = await stage()
    let answer: (joined: JoinedMeeting) => void = () => undefined
    api.joining = new Promise((resolve) => {
      answer = resolve
    })
    const joining = app.home.join('10.0.0.1')
    await settled()
    app.home.cancel()
    answer(JOINED)
    await joining
    expect(api.calls).toEqual(['join 10.0.0.1', 'leave'])
    expect(app.screen.get().name).toBe('home')
  })

  it('asks for the code of the new meeting where the host of this one holds another', async () => {
    const { app, api, engine, welcomed } = await stage()
    await app.home.join('10.0.0.1', '482913')
    welcomed()
    engine.onEvent({ type: 'link', link: { state: 'closed', code: 4401, reason: 'meeting_replaced' } })
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    expect(ended.host).toBe('Ada')
    await settled()
    app.joinNew(ended.again)
    expect(app.screen.get().name).toBe('home')
    expect(app.home.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: '' })
    expect(app.home.problem.get()?.problem.code).toBe('code_needed')
    expect(api.calls.filter((call) => call.startsWith('join'))).toHaveLength(1)
  })

  it('never tries the code of an old meeting at a new one', async () => {
    const { app, api, welcomed } = await stage()
    await app.home.join('10.0.0.1', '482913')
    welcomed()
    await app.leave()
    await settled()
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    api.failure = new ProblemError('meeting_replaced')
    await app.again(ended.again)
    expect(api.calls.at(-1)).toBe('join 10.0.0.1 with 482913 back to b')
    expect(app.home.problem.get()?.problem.code).toBe('meeting_replaced')
    expect(app.home.joining.get()).toMatchObject({ address: '10.0.0.1', code: '' })
  })

  it('keeps what was typed when the host wants the code, and forgets the code once it has served', async () => {
    const { app, api } = await stage()
    api.failure = new ProblemError('code_needed')
    await app.home.join('10.0.0.1 ')
    expect(app.home.problem.get()).toMatchObject({ doing: 'joining', problem: { code: 'code_needed' } })
    expect(app.home.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: '' })
    api.failure = null
    app.home.typeJoining({ code: '482 913' })
    await app.home.join(app.home.joining.get().address, app.home.joining.get().code)
    expect(app.screen.get().name).toBe('meeting')
    expect(app.home.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: '' })
  })

  it('shows the meetings of the network as they come and go', async () => {
    const meeting: FoundMeeting = { key: 'k', title: 'T', host: 'Ada', people: 2, address: '10.0.0.1' }
    const { app, tell } = await stage({ found: [meeting] })
    expect(app.home.found.get()).toEqual([meeting])
    tell({ event: 'meetings_found', meetings: [] })
    expect(app.home.found.get()).toEqual([])
  })

  it('joins a found meeting by the code, and by its key only while its address stands there', async () => {
    const { app, api } = await stage()
    const meeting: FoundMeeting = { key: 'k', title: 'T', host: 'Ada', people: 2, address: '10.0.0.1' }
    api.failure = new ProblemError('code_wrong')
    app.home.chooseFound(meeting)
    expect(app.home.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: 'k' })
    app.home.typeJoining({ code: '482913' })
    await app.home.join('10.0.0.1', '482913')
    app.home.typeJoining({ address: '10.0.0.2' })
    await app.home.join('10.0.0.2', '482913')
    expect(api.calls).toEqual(['join 10.0.0.1 with 482913 as found: k', 'join 10.0.0.2 with 482913'])
    app.home.chooseFound(meeting)
    expect(app.home.problem.get()).toBeNull()
  })

  it('goes on with another computer than before only if the person says so', async () => {
    const { app, api } = await stage()
    api.failure = new ProblemError('host_changed', { name: 'Ada', fingerprint: 'ab12' })
    await app.home.join('10.0.0.1', '482 913')
    expect(app.screen.get().name).toBe('home')
    expect(app.home.joining.get().code).toBe('482 913')
    api.failure = null
    await app.home.join('10.0.0.1', '482 913', { accept: 'ab12' })
    expect(app.screen.get().name).toBe('meeting')
    expect(api.calls).toEqual(['join 10.0.0.1 with 482 913', 'join 10.0.0.1 with 482 913 at ab12'])
  })
})
