import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type {
  About,
  AllowGuests,
  AppEvent,
  AppState,
  BackgroundPicture,
  CheckReport,
  FoundMeeting,
  HostedMeeting,
  JoinedMeeting,
  JoinMeeting,
  NewCode,
  RunCheck,
  Settings,
} from '../../wire/messages'
import { type AppApi, HttpApi } from '../api/app_api'
import type { PastApi } from '../api/past_api'
import { ProblemError } from '../problem'
import { FakeDevices } from '../testing/fake_devices'
import { FakeEngine } from '../testing/fake_engine'
import { entry, ME, message, NO_FILES, settled, state } from '../testing/meeting'
import { App } from './app'
import type { Call } from './attention'

const HOSTED: HostedMeeting = {
  meeting: 'a',
  title: 'T',
  addresses: ['10.0.0.1'],
  port: 47_800,
  invitation: 'meetdesk://x',
  invitation_qr: 'data:image/svg+xml,',
  code: '482913',
  code_kind: 'digits_6',
  fingerprint_words: 'state transfer december nut giraffe lesson',
  fingerprint: 'D4:96:1E:9D:0B:7C:52:11:AE:30:6F:C8:95:42:0D:E7:18:BA:73:5C:04:F1:2E:66:8B:90:DD:3A:51:C7:EF:28',
  guests: false,
  guest_links: ['https://192.168.1.20:47800', 'https://10.0.0.7:47800'],
  guest_qr: '',
  hidden: false,
}
const JOINED: JoinedMeeting = { meeting: 'b', title: 'T', host: 'Ada', address: '10.0.0.1' }

const named = (name: string): Settings => ({ ...DEFAULTS.Settings, name })

class FakeApi implements AppApi {
  readonly calls: string[] = []
  current: AppState = { ...DEFAULTS.AppState, version: '1', settings: named('Mira'), system_language: 'en', recent: [] }
  failure: ProblemError | null = null
  joining: Promise<JoinedMeeting> = Promise.resolve(JOINED)

  state = (): Promise<AppState> => Promise.resolve(this.current)
  background = (): Promise<BackgroundPicture> => Promise.resolve(DEFAULTS.BackgroundPicture)
  saveBackground = (): Promise<void> => Promise.resolve()
  saveSettings = async <Settings>(settings: Settings): Promise<Settings> => settings
  host = (): Promise<HostedMeeting> => this.#do('host', Promise.resolve(HOSTED))
  join = ({ address, code, found, accept, meeting }: JoinMeeting): Promise<JoinedMeeting> => {
    const more = [code ? ` with ${code}` : '', found ? ` as found: ${found}` : '', accept ? ` at ${accept}` : '']
    return this.#do(`join ${address}${more.join('')}${meeting ? ` back to ${meeting}` : ''}`, this.joining)
  }
  renewCode = ({ code, own_code }: NewCode): Promise<HostedMeeting> =>
    this.#do(`renew ${code} ${own_code}`, Promise.resolve({ ...HOSTED, code: own_code || '730551942' }))
  allowGuests = ({ allowed }: AllowGuests): Promise<HostedMeeting> =>
    this.#do(`guests ${allowed}`, Promise.resolve({ ...HOSTED, guests: allowed }))
  leave = (): Promise<void> => this.#do('leave', Promise.resolve())
  open = (url: string): Promise<void> => this.#do(`open ${url}`, Promise.resolve())
  check = ({ check }: RunCheck): Promise<CheckReport> => Promise.resolve({ check, findings: [] })
  about = (): Promise<About> => Promise.resolve({ version: '1', packages: [], log_folder: '/log', licence_folder: '' })
  openLogs = (): Promise<void> => Promise.resolve()
  openLicences = (): Promise<void> => Promise.resolve()
  soundMissing = (): Promise<void> => Promise.resolve()
  saveTranscript = (): Promise<void> => Promise.resolve()
  quit = (): Promise<void> => this.#do('quit', Promise.resolve())

  async #do<Answer>(call: string, answer: Promise<Answer>): Promise<Answer> {
    this.calls.push(call)
    if (this.failure) throw this.failure
    return answer
  }
}

async function set(change: Partial<AppState> = {}) {
  const api = new FakeApi()
  api.current = { ...api.current, ...change }
  const engine = new FakeEngine()
  const notified: Call[] = []
  let tell: (event: AppEvent) => void = () => undefined
  const app = new App({
    api,
    past: {} as PastApi,
    supported: true,
    mediaDevices: new FakeDevices().asMediaDevices,
    checkCodecs: () => Promise.resolve({ ms: 1 }),
    away: () => true,
    files: NO_FILES,
    notify: (call, clicked) => {
      notified.push(call)
      clicked()
    },
    createEngine: ({ onEvent }) => {
      engine.onEvent = onEvent
      return engine
    },
    watchEvents: (onEvent) => {
      tell = onEvent
      return () => undefined
    },
    isErrorCode: (text) => text === 'meeting_full' || text === 'meeting_replaced',
  })
  await app.start()
  await settled()
  const welcomed = (): void => {
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, state: state() })
  }
  return { api, engine, app, notified, welcomed, tell: (event: AppEvent) => tell(event) }
}

describe('the window', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('shows a preview first, and takes part under the name that was typed', async () => {
    const { app, engine } = await set()
    expect(app.screen.get().name).toBe('home')
    expect(app.devices.camera.view.get().track).not.toBeNull()
    expect(engine.given.microphone).not.toBeNull()
    app.settings.change({ name: '  Mira \n B ' })
    await app.host({ title: '' })
    expect(app.screen.get().name).toBe('meeting')
    expect(engine.name).toBe('Mira B')
  })

  it('suggests the name that the system knows, but does nothing under it by itself', async () => {
    const { app, api } = await set({ settings: DEFAULTS.Settings, system_name: 'Mira Berg', join_address: '10.0.0.9' })
    expect(app.settings.values.get().name).toBe('Mira Berg')
    expect(app.screen.get().name).toBe('home')
    expect(api.calls).toEqual([])
    const known = await set({ settings: named('Mira'), system_name: 'Somebody' })
    expect(known.app.settings.values.get().name).toBe('Mira')
  })

  it('says why joining failed and stays where it is', async () => {
    const { app, api } = await set()
    api.failure = new ProblemError('host_unreachable')
    await app.join(' 10.0.0.9 ')
    expect(api.calls).toEqual(['join 10.0.0.9'])
    expect(app.problem.get()).toEqual({ doing: 'joining', problem: { code: 'host_unreachable', detail: {} } })
    expect(app.screen.get().name).toBe('home')
    expect(app.busy.get()).toBeNull()
  })

  it('asks for a name before anything is started', async () => {
    const { app, api } = await set({ settings: named(' ') })
    await app.host({ title: '' })
    expect(app.nameProblem.get()?.code).toBe('name_empty')
    expect(api.calls).toEqual([])
  })

  it('leaves again what was joined after the person had given up', async () => {
    const { app, api } = await set()
    let answer: (joined: JoinedMeeting) => void = () => undefined
    api.joining = new Promise((resolve) => {
      answer = resolve
    })
    const joining = app.join('10.0.0.1')
    app.cancel()
    answer(JOINED)
    await joining
    expect(api.calls).toEqual(['join 10.0.0.1', 'leave'])
    expect(app.screen.get().name).toBe('home')
  })

  it('comes back into the meeting when the page was loaded again', async () => {
    const { app, engine } = await set({ joined: JOINED })
    expect(app.screen.get().name).toBe('meeting')
    expect(engine.name).toBe('Mira')
  })

  it('joins at once what the command line named', async () => {
    const { app, api } = await set({ join_address: 'meetdesk://join?x' })
    expect(api.calls).toEqual(['join meetdesk://join?x'])
    expect(app.screen.get().name).toBe('meeting')
  })

  it.each([
    [4000, '', { kind: 'ended', reason: 'ended_by_host' }],
    [4002, '', { kind: 'problem', code: 'displaced' }],
    [4401, 'meeting_full', { kind: 'problem', code: 'meeting_full' }],
    [4401, 'meeting_replaced', { kind: 'problem', code: 'meeting_replaced' }],
    [4401, 'whatever', { kind: 'problem', code: 'not_admitted' }],
  ])(
    'shows why it is over when the link closes with %i %s, and lets go of the camera',
    async (code, reason, ending) => {
      const { app, api, engine, welcomed } = await set()
      await app.join('10.0.0.1')
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
    const { app, engine, welcomed } = await set()
    await app.join('10.0.0.1')
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

  it('says goodbye to the host when a participant leaves, and can come back', async () => {
    const { app, api, engine, welcomed } = await set()
    await app.join('10.0.0.1', '482913')
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

  it('asks for the code of the new meeting where the host of this one holds another', async () => {
    const { app, api, engine, welcomed } = await set()
    await app.join('10.0.0.1', '482913')
    welcomed()
    engine.onEvent({ type: 'link', link: { state: 'closed', code: 4401, reason: 'meeting_replaced' } })
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    expect(ended.host).toBe('Ada')
    await settled()
    app.joinNew(ended.again)
    expect(app.screen.get().name).toBe('home')
    expect(app.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: '' })
    expect(app.problem.get()?.problem.code).toBe('code_needed')
    expect(api.calls.filter((call) => call.startsWith('join'))).toHaveLength(1)
  })

  it('asks as a guest, once an attempt, whether the meeting that it cannot get back to is still held', async () => {
    const { app, api, engine, welcomed } = await set()
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
    await app.join('10.0.0.1', '482913')
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

  it('never tries the code of an old meeting at a new one', async () => {
    const { app, api, welcomed } = await set()
    await app.join('10.0.0.1', '482913')
    welcomed()
    await app.leave()
    await settled()
    const ended = app.screen.get()
    if (ended.name !== 'ended') throw new Error('not over')
    api.failure = new ProblemError('meeting_replaced')
    await app.again(ended.again)
    expect(api.calls.at(-1)).toBe('join 10.0.0.1 with 482913 back to b')
    expect(app.problem.get()?.problem.code).toBe('meeting_replaced')
    expect(app.joining.get()).toMatchObject({ address: '10.0.0.1', code: '' })
  })

  it('keeps what was typed when the host wants the code, and forgets the code once it has served', async () => {
    const { app, api } = await set()
    api.failure = new ProblemError('code_needed')
    await app.join('10.0.0.1 ')
    expect(app.problem.get()).toMatchObject({ doing: 'joining', problem: { code: 'code_needed' } })
    expect(app.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: '' })
    api.failure = null
    app.typeJoining({ code: '482 913' })
    await app.join(app.joining.get().address, app.joining.get().code)
    expect(app.screen.get().name).toBe('meeting')
    expect(app.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: '' })
  })

  it('shows the meetings of the network as they come and go', async () => {
    const meeting: FoundMeeting = { key: 'k', title: 'T', host: 'Ada', people: 2, address: '10.0.0.1' }
    const { app, tell } = await set({ found: [meeting] })
    expect(app.found.get()).toEqual([meeting])
    tell({ event: 'meetings_found', meetings: [] })
    expect(app.found.get()).toEqual([])
  })

  it('joins a found meeting by the code, and by its key only while its address stands there', async () => {
    const { app, api } = await set()
    const meeting: FoundMeeting = { key: 'k', title: 'T', host: 'Ada', people: 2, address: '10.0.0.1' }
    api.failure = new ProblemError('code_wrong')
    app.chooseFound(meeting)
    expect(app.joining.get()).toEqual({ address: '10.0.0.1', code: '', found: 'k' })
    app.typeJoining({ code: '482913' })
    await app.join('10.0.0.1', '482913')
    app.typeJoining({ address: '10.0.0.2' })
    await app.join('10.0.0.2', '482913')
    expect(api.calls).toEqual(['join 10.0.0.1 with 482913 as found: k', 'join 10.0.0.2 with 482913'])
    app.chooseFound(meeting)
    expect(app.problem.get()).toBeNull()
  })

  it('goes on with another computer than before only if the person says so', async () => {
    const { app, api } = await set()
    api.failure = new ProblemError('host_changed', { name: 'Ada', fingerprint: 'ab12' })
    await app.join('10.0.0.1', '482 913')
    expect(app.screen.get().name).toBe('home')
    expect(app.joining.get().code).toBe('482 913')
    api.failure = null
    await app.join('10.0.0.1', '482 913', { accept: 'ab12' })
    expect(app.screen.get().name).toBe('meeting')
    expect(api.calls).toEqual(['join 10.0.0.1 with 482 913', 'join 10.0.0.1 with 482 913 at ab12'])
  })

  it('makes another code, and shows one that another window made', async () => {
    const { app, api, tell } = await set({ hosting: HOSTED })
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
    const { api } = await set({ join_address: '10.0.0.1', join_code: '482913' })
    expect(api.calls).toEqual(['join 10.0.0.1 with 482913'])
  })

  it('asks before it follows a link, and keeps what was typed', async () => {
    const { app, api, tell } = await set({
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7', code: '482913', where: '10.0.0.7' },
    })
    expect(app.links.asked.get()?.address).toBe('10.0.0.7')
    app.typeJoining({ address: '10.0.0.1', code: '730' })
    app.links.decided()
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: 'meetdesk://join?x' } })
    expect(app.links.asked.get()).toMatchObject({ address: 'meetdesk://join?x' })
    expect(app.joining.get()).toEqual({ address: '10.0.0.1', code: '730', found: '' })
    app.links.decided()
    expect(app.joining.get()).toEqual({ address: '10.0.0.1', code: '730', found: '' })
    expect(app.screen.get().name).toBe('home')
    expect(api.calls).toEqual([])
  })

  it('does not ask again when the page was loaded anew in a meeting', async () => {
    const { app, tell } = await set({ hosting: HOSTED, link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
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
    const { app, api, tell } = await set()
    app.typeJoining({ address: '10.0.0.1', code: '730' })
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7', code: '482913' } })
    await app.followLink()
    expect(api.calls).toEqual(['join 10.0.0.7 with 482913'])
    expect(app.links.asked.get()).toBeNull()
    await app.followLink()
    expect(api.calls).toHaveLength(1)
  })

  it('shows past meetings without camera and microphone, and a link leads from there to the first screen', async () => {
    const { app, api, tell } = await set()
    await settled()
    expect(app.devices.camera.view.get().track).not.toBeNull()
    app.showPast()
    expect(app.screen.get().name).toBe('past')
    expect([app.devices.camera, app.devices.microphone].map(({ view }) => view.get().track)).toEqual([null, null])
    api.failure = new ProblemError('host_unreachable')
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
    await app.followLink()
    expect([app.screen.get().name, app.problem.get()?.problem.code]).toEqual(['home', 'host_unreachable'])
  })

  it('asks before it leaves a meeting for a link', async () => {
    const { app, api, tell, welcomed } = await set()
    await app.join('10.0.0.1', '482913')
    welcomed()
    tell({ event: 'link_opened', link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
    expect(app.links.asked.get()).not.toBeNull()
    expect(app.screen.get().name).toBe('meeting')
    await app.followLink()
    await settled()
    expect(api.calls).toEqual(['join 10.0.0.1 with 482913', 'leave', 'join 10.0.0.7'])
  })

  it('tells the desktop of words of others, unless that is switched off', async () => {
    const { app, engine, notified, welcomed } = await set()
    await app.join('10.0.0.1', '482913')
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
    const { app, api, tell } = await set({ hosting: HOSTED })
    tell({ event: 'close_requested' })
    expect(app.closeRequested.get()).toBe(true)
    await app.quit()
    expect(api.calls).toEqual(['quit'])
    expect(app.screen.get().name).toBe('quit')
  })

  it('catches up with what happened before it listened, and while it could not', async () => {
    const meeting: FoundMeeting = { key: 'k', title: 'T', host: 'Ada', people: 2, address: '10.0.0.1' }
    const { app, tell } = await set({ found: [meeting], link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' } })
    tell({
      ...DEFAULTS.CurrentState,
      event: 'current_state',
      found: [],
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' },
    })
    expect(app.found.get()).toEqual([])
    app.links.decided()
    tell({
      ...DEFAULTS.CurrentState,
      event: 'current_state',
      found: [meeting],
      link: { ...DEFAULTS.OpenedLink, address: '10.0.0.7' },
    })
    expect(app.found.get()).toEqual([meeting])
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
    const { app, tell } = await set({ hosting: HOSTED })
    tell({ ...DEFAULTS.CurrentState, event: 'current_state', hosting: { ...HOSTED, code: '730551942' } })
    expect(app.hosting.get()?.code).toBe('730551942')
    await app.leave()
    tell({ ...DEFAULTS.CurrentState, event: 'current_state', hosting: HOSTED })
    expect(app.hosting.get()).toBeNull()
    expect(app.screen.get().name).toBe('home')
  })

  it('shows new addresses of the host', async () => {
    const { app, tell } = await set({ hosting: HOSTED })
    tell({ event: 'addresses_changed', hosting: { ...HOSTED, addresses: ['10.9.9.9'] } })
    expect(app.hosting.get()?.addresses).toEqual(['10.9.9.9'])
  })
})

describe("the app's own server", () => {
  const answering = (answer: Response): HttpApi => new HttpApi(() => Promise.resolve(answer))

  it('is understood when it refuses', async () => {
    const refusal = Response.json({ code: 'protocol_version', detail: { host: 2, app: 1 } }, { status: 409 })
    await expect(answering(refusal).host({ name: 'x' })).rejects.toMatchObject({
      code: 'protocol_version',
      detail: { host: 2, app: 1 },
    })
  })

  it('is an internal error when it answers nonsense or nothing', async () => {
    await expect(answering(new Response('<h1>', { status: 500 })).state()).rejects.toMatchObject({ code: 'internal' })
    await expect(new HttpApi(() => Promise.reject(new TypeError())).quit()).rejects.toMatchObject({ code: 'internal' })
  })

  it('may answer without a body', async () => {
    await expect(answering(new Response(null, { status: 204 })).leave()).resolves.toBeUndefined()
  })
})
