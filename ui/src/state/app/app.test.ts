import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { FoundMeeting, JoinedMeeting } from '../../wire/messages'
import { ProblemError } from '../problem'
import { HOSTED, JOINED, stage } from '../testing/app'
import { entry, message, settled } from '../testing/meeting'

describe('the window', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('comes back into the meeting when the page was loaded again', async () => {
    const { app, engine } = await stage({ joined: JOINED })
    expect(app.screen.get().name).toBe('meeting')
    expect(engine.name).toBe('Mira')
  })

  it('joins at once what the command line named', async () => {
    const { app, api } = await stage({ join_address: 'meetdesk://join?x' })
    expect(api.calls).toEqual(['join meetdesk://join?x'])
    expect(app.screen.get().name).toBe('meeting')
  })

  it('says goodbye to the host when a participant leaves, and can come back', async () => {
    const { app, api, engine, welcomed } = await stage()
    await app.home.join('10.0.0.1', '482913')
    welcomed()
    await app.leave()
    await settled()
    expect(engine.asked('leave')).toHaveLength(1)
    expect(app.screen.get()).toMatchObject({ name: 'ended', ending: { kind: 'left' } })
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    await app.again(ended.again)
    expect(app.screen.get().name).toBe('meeting')
    expect(api.calls).toEqual(['join 10.0.0.1 with 482913', 'leave', 'join 10.0.0.1 with 482913 back to b'])
  })

  it('makes another code, and shows one that another window made', async () => {
    const { app, api, tell } = await stage({ hosting: HOSTED })
    expect(await app.door.renewCode('digits_9')).toBe(true)
    expect(app.hosting.get()?.code).toBe('730551942')
    expect(await app.door.renewCode('own', 'blue whistle anchor')).toBe(true)
    expect(app.hosting.get()?.code).toBe('blue whistle anchor')
    tell({ event: 'code_changed', hosting: { ...HOSTED, code: '111111' } })
    expect(app.hosting.get()?.code).toBe('111111')
    api.failure = new ProblemError('not_in_meeting')
    expect(await app.door.renewCode('digits_6')).toBe(false)
    expect(app.door.codeProblem.get()?.code).toBe('not_in_meeting')
    expect(app.hosting.get()?.code).toBe('111111')
  })

  it('joins with the code of the command line', async () => {
    const { api } = await stage({ join_address: '10.0.0.1', join_code: '482913' })
    expect(api.calls).toEqual(['join 10.0.0.1 with 482913'])
  })

  it('tells the desktop of words of others, unless that is switched off', async () => {
    const { app, engine, notified, welcomed } = await stage()
    await app.home.join('10.0.0.1', '482913')
    welcomed()
    const post = (number: number): void =>
      engine.say({ type: 'entries', entries: [entry(number, { change: 'chat_posted', message: message(number) })] })
    post(11)
    expect(notified).toEqual([{ kind: 'chat', name: 'Person 1', text: 'text 11' }])
    expect(app.wanted.get()).toBe('chat')
    app.settings.change({ notify: false })
    post(12)
    expect(notified).toHaveLength(1)
  })

  it('asks the host before the window closes', async () => {
    const { app, api, tell } = await stage({ hosting: HOSTED })
    tell({ event: 'close_requested' })
    expect(app.closeRequested.get()).toBe(true)
    await app.quit()
    expect(api.calls).toEqual(['quit'])
    expect(app.screen.get().name).toBe('quit')
  })

  it('shows nothing any more once it was quit, whatever was under way', async () => {
    const { app, api, engine } = await stage()
    let answer: (joined: JoinedMeeting) => void = () => undefined
    api.joining = new Promise((resolve) => {
      answer = resolve
    })
    const joining = app.home.join('10.0.0.1')
    await settled()
    await app.quit()
    answer(JOINED)
    await joining
    expect(app.screen.get().name).toBe('quit')
    expect(engine.name).toBeNull()
  })

  it('is in one meeting at a time: the next is joined when the one before is left', async () => {
    const { app, api, engine, welcomed } = await stage({ joined: JOINED })
    welcomed()
    await settled()
    let released: () => void = () => undefined
    engine.setCamera = () =>
      new Promise((resolve) => {
        released = () => resolve(null)
      })
    await app.leave()
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    const again = app.again(ended.again)
    await settled()
    released()
    await again
    await settled()
    expect(api.calls).toEqual(['leave', 'join 10.0.0.1 back to b'])
    expect([app.screen.get().name, engine.name]).toEqual(['meeting', 'Mira'])
  })

  it('catches up with what happened before it listened, and while it could not', async () => {
    const meeting: FoundMeeting = { key: 'k', title: 'T', host: 'Ada', people: 2, address: '10.0.0.1' }
    const { app, tell } = await stage({ found: [meeting], link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
    tell({
      ...DEFAULTS.CurrentState,
      event: 'current_state',
      found: [],
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' },
    })
    expect(app.home.found.get()).toEqual([])
    app.links.decided()
    tell({
      ...DEFAULTS.CurrentState,
      event: 'current_state',
      found: [meeting],
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' },
    })
    expect(app.home.found.get()).toEqual([meeting])
    expect(app.links.asked.get()).toBeNull()
    tell({
      ...DEFAULTS.CurrentState,
      event: 'current_state',
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.9', code: '482913' },
    })
    expect(app.links.asked.get()).toMatchObject({ address: '10.0.0.9', code: '482913' })
    expect(app.screen.get().name).toBe('home')
  })

  it('catches up with its own meeting, but enters none by that', async () => {
    const { app, tell } = await stage({ hosting: HOSTED })
    tell({ ...DEFAULTS.CurrentState, event: 'current_state', hosting: { ...HOSTED, code: '730551942' } })
    expect(app.hosting.get()?.code).toBe('730551942')
    await app.leave()
    tell({ ...DEFAULTS.CurrentState, event: 'current_state', hosting: HOSTED })
    expect(app.hosting.get()).toBeNull()
    expect(app.screen.get().name).toBe('home')
  })

  it('shows new addresses of the host', async () => {
    const { app, tell } = await stage({ hosting: HOSTED })
    tell({ event: 'addresses_changed', hosting: { ...HOSTED, addresses: ['10.9.9.9'] } })
    expect(app.hosting.get()?.addresses).toEqual(['10.9.9.9'])
  })
})
