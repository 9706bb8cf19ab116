import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import { ProblemError } from '../problem'
import { HOSTED, stage } from '../testing/app'
import { settled } from '../testing/meeting'

describe('links to meetings', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('asks before it follows a link, and keeps what was typed', async () => {
    const { app, api, tell } = await stage({
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7', code: '482913', where: '10.0.0.7' },
    })
    expect(app.links.asked.get()?.address).toBe('10.0.0.7')
    app.home.typeJoining({ address: '10.0.0.1', code: '730' })
    app.links.decided()
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: 'meetdesk://join?x' } })
    expect(app.links.asked.get()).toMatchObject({ address: 'meetdesk://join?x' })
    expect(app.home.joining.get()).toEqual({ address: '10.0.0.1', code: '730', found: '' })
    app.links.decided()
    expect(app.home.joining.get()).toEqual({ address: '10.0.0.1', code: '730', found: '' })
    expect(app.screen.get().name).toBe('home')
    expect(api.calls).toEqual([])
  })

  it('does not ask again when the page was loaded anew in a meeting', async () => {
    const { app, tell } = await stage({ hosting: HOSTED, link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
    tell({
      ...DEFAULTS.CurrentState,
      event: 'current_state',
      hosting: HOSTED,
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' },
    })
    expect(app.links.asked.get()).toBeNull()
    tell({
      ...DEFAULTS.CurrentState,
      event: 'current_state',
      hosting: HOSTED,
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.8' },
    })
    expect(app.links.asked.get()?.address).toBe('10.0.0.8')
  })

  it('joins where a link leads to when the person says so, whatever was typed', async () => {
    const { app, api, tell } = await stage()
    app.home.typeJoining({ address: '10.0.0.1', code: '730' })
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7', code: '482913' } })
    await app.followLink()
    expect(api.calls).toEqual(['join 10.0.0.7 with 482913'])
    expect(app.links.asked.get()).toBeNull()
    await app.followLink()
    expect(api.calls).toHaveLength(1)
  })

  it('shows past meetings without camera and microphone, and a link leads from there to the first screen', async () => {
    const { app, api, tell } = await stage()
    await settled()
    expect(app.devices.camera.view.get().track).not.toBeNull()
    app.showPast()
    expect(app.screen.get().name).toBe('past')
    expect([app.devices.camera, app.devices.microphone].map(({ view }) => view.get().track)).toEqual([null, null])
    api.failure = new ProblemError('host_unreachable')
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
    await app.followLink()
    expect([app.screen.get().name, app.home.problem.get()?.problem.code]).toEqual(['home', 'host_unreachable'])
  })

  it('asks before it leaves a meeting for a link', async () => {
    const { app, api, tell, welcomed } = await stage()
    await app.home.join('10.0.0.1', '482913')
    welcomed()
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
    expect(app.links.asked.get()).not.toBeNull()
    expect(app.screen.get().name).toBe('meeting')
    await app.followLink()
    await settled()
    expect(api.calls).toEqual(['join 10.0.0.1 with 482913', 'leave', 'join 10.0.0.7'])
  })
})
