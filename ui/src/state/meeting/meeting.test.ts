import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { ChatMessage, PrivateEntries, Transcript } from '../../wire/messages'
import { SettingsKeeper } from '../api/settings'
import { Devices } from '../devices/devices'
import { ScreenSource } from '../media/screen_source'
import { Machine } from '../quality/machine'
import { FakeDevices } from '../testing/fake_devices'
import { FakeEngine } from '../testing/fake_engine'
import { entry, ME, message, NO_FILES, participant, settled, state, track } from '../testing/meeting'
import { Meeting } from './meeting'

function set(): { engine: FakeEngine; devices: FakeDevices; meeting: Meeting; own: Devices; kept: ChatMessage[] } {
  const engine = new FakeEngine()
  const devices = new FakeDevices()
  const own = new Devices(devices.asMediaDevices, DEFAULTS.Settings)
  const kept: ChatMessage[] = []
  const saveTranscript = async ({ messages }: Transcript): Promise<void> => {
    kept.push(...messages)
  }
  const settings = new SettingsKeeper({ saveSettings: async (values) => values }, DEFAULTS.Settings)
  const api = { saveTranscript }
  const meeting = new Meeting({
    engine,
    api,
    devices: own,
    settings,
    machine: new Machine(() => 0),
    micMuted: false,
    cameraOff: false,
    screens: new ScreenSource({ devices: devices.asMediaDevices }),
    files: NO_FILES,
  })
  engine.onEvent = (event) => meeting.handle(event)
  engine.connect('Mira')
  return { engine, devices, meeting, own, kept }
}

function welcome(engine: FakeEngine, change: Parameters<typeof state>[0] = {}): void {
  engine.link('open')
  engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, state: state(change) })
}

describe('a meeting in this window', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('says whose computer carries the meeting on, when it learns that by a whole new state', () => {
    const { engine, meeting } = set()
    const notices = () => meeting.notices.shown.get().map(({ kind, name }) => `${kind} ${name}`.trim())
    const people = [participant(1), participant(ME), participant(3)]
    welcome(engine, { participants: people })
    welcome(engine, { participants: people, entry: 20 })
    expect(notices()).toEqual([])
    const moved = people.map((one) => ({
      ...one,
      role: one.participant === 3 ? ('host' as const) : ('participant' as const),
      connected: false,
    }))
    welcome(engine, { participants: moved, entry: 22, term: 2 })
    engine.say({
      type: 'entries',
      entries: [{ ...entry(23, { change: 'link_restored', participant: 1 }), at: Date.now() / 1_000 }],
    })
    expect(notices()).toEqual(['host_changed Person 3'])
  })

  it('tells who comes under a name that others have, and says what it is shown as', () => {
    const { engine, meeting } = set()
    const notices = () => meeting.notices.shown.get().map(({ kind, name }) => `${kind} ${name}`)
    welcome(engine, { participants: [participant(1, { name: 'Mira' }), participant(ME, { name: 'Mira' })] })
    expect(notices()).toEqual(['name_shared Mira (2)'])
    const third = entry(11, { change: 'joined', participant: participant(11, { name: 'mira' }) })
    engine.say({ type: 'entries', entries: [third] })
    expect(notices()).toEqual(['name_shared Mira (2)', 'joined mira (3)'])
    const gone = [1, 11].map((who, at) =>
      entry(12 + at, { change: 'left', participant: who, reason: 'left', by: null }),
    )
    engine.say({ type: 'entries', entries: gone })
    expect(notices().slice(-2)).toEqual(['left Mira (1)', 'left mira (2)'])
    expect(meeting.people.get().map(({ name }) => name)).toEqual(['Mira'])
  })

  it('publishes camera and microphone once both are captured and the host has welcomed it', async () => {
    const { engine, own } = set()
    welcome(engine)
    await own.camera.start()
    await own.microphone.start()
    await settled()
    expect(engine.asked('publish_track').map(({ source, muted }) => [source, muted])).toEqual([
      ['camera', false],
      ['microphone', false],
    ])
    const request = engine.asked('publish_track')[0]
    engine.say({
      type: 'entries',
      entries: [
        entry(11, { change: 'track_published', track: track(5, ME, 'camera', { layers: engine.layers.layers }) }),
      ],
    })
    engine.say({ ...DEFAULTS.Done, type: 'done', id: request?.id ?? 0, track: 5 })
    await settled()
    expect(engine.published.camera).toBe(5)
  })

  it('mutes in the engine at once, and tells the host', async () => {
    const { engine, own, meeting } = set()
    await own.microphone.start()
    welcome(engine, { tracks: [track(7, ME, 'microphone')] })
    await settled()
    meeting.setMicMuted(true)
    expect(engine.muted.microphone).toBe(true)
    await settled()
    expect(engine.asked('update_track')).toMatchObject([{ track: 7, muted: true }])
  })

  it('uses its own tracks of before again when it comes back, and repairs what changed meanwhile', async () => {
    const { engine, own, meeting } = set()
    await own.microphone.start()
    welcome(engine, { tracks: [track(7, ME, 'microphone')] })
    await settled()
    engine.link('lost')
    meeting.setMicMuted(true)
    await settled()
    expect(engine.asked('update_track')).toEqual([])
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, entries: [] })
    await settled()
    expect(engine.asked('publish_track')).toEqual([])
    expect(engine.asked('update_track')).toMatchObject([{ track: 7, muted: true }])
  })

  it('gives camera and microphone back when it is over', async () => {
    const { engine, own, meeting } = set()
    await own.camera.start()
    await settled()
    expect(engine.given.camera).not.toBeNull()
    await meeting.stop()
    expect(engine.given.camera).toBeNull()
  })

  it('sends a chat message again after a reconnect with the same ref, and shows it once', async () => {
    const { engine, meeting } = set()
    welcome(engine)
    meeting.chat.post('hello')
    engine.link('lost')
    await settled()
    expect(meeting.chat.view.get().outbox).toMatchObject([{ text: 'hello', problem: null }])
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, entries: [] })
    const posts = engine.asked('post_chat')
    expect(posts).toHaveLength(2)
    expect(posts[0]?.ref).toBe(posts[1]?.ref)
    const posted = message(11, { participant: ME, ref: posts[0]?.ref ?? '', text: 'hello' })
    engine.say({ type: 'entries', entries: [entry(11, { change: 'chat_posted', message: posted })] })
    engine.say({ type: 'entries', entries: [entry(11, { change: 'chat_posted', message: posted })] })
    expect(meeting.view.get().state?.chat.map(({ text }) => text)).toEqual(['hello'])
    expect(meeting.chat.view.get().outbox).toEqual([])
  })

  it('forgets a message that arrived although its confirmation was lost with the link', async () => {
    const { engine, meeting } = set()
    welcome(engine)
    meeting.chat.post('hello')
    const ref = engine.asked('post_chat')[0]?.ref ?? ''
    engine.link('lost')
    engine.link('open')
    const posted = message(11, { participant: ME, ref, text: 'hello' })
    engine.say({
      ...DEFAULTS.Welcome,
      type: 'welcome',
      protocol: 1,
      participant: ME,
      host_us: 0,
      entries: [entry(11, { change: 'chat_posted', message: posted })],
    })
    expect(meeting.chat.view.get().outbox).toEqual([])
    expect(engine.asked('post_chat')).toHaveLength(1)
  })

  it('tells who came and went, but not about itself or about people who were there', () => {
    const { engine, meeting } = set()
    welcome(engine)
    expect(meeting.notices.shown.get()).toEqual([])
    engine.say({
      type: 'entries',
      entries: [
        entry(11, { change: 'joined', participant: participant(3, { name: 'Eve' }) }),
        entry(12, { change: 'link_lost', participant: 3 }),
        entry(13, { change: 'left', participant: 3, reason: 'link_lost', by: null }),
        entry(14, { change: 'renamed', participant: ME, name: 'Mira B' }),
      ],
    })
    expect(meeting.notices.shown.get().map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'joined Eve',
      'link_lost Eve',
      'gone Eve',
    ])
    vi.advanceTimersByTime(6_000)
    expect(meeting.notices.shown.get()).toEqual([])
  })

  it('tells the engine which tracks there are and which belong together', () => {
    const { engine } = set()
    const screen = [track(6, 1, 'screen'), track(7, 1, 'screen_audio')]
    const devices = [track(3, 1, 'camera'), track(4, 1, 'microphone'), track(5, ME, 'microphone')]
    welcome(engine, { tracks: [...devices, ...screen] })
    expect(engine.tracks.map(({ track, kind, screen }) => [track, kind, screen])).toEqual([
      [3, 'video', false],
      [4, 'audio', false],
      [6, 'video', true],
      [7, 'audio', true],
    ])
    expect(engine.tracks.every(({ participant, codec }) => participant === 1 && codec !== '')).toBe(true)
    expect(engine.sync).toContainEqual([3, 4])
    expect(engine.sync).toContainEqual([6, 7])
  })

  it('wants the pictures that are shown, and says so again on a new connection', () => {
    const { engine, meeting } = set()
    welcome(engine)
    meeting.subscriptions.show(3, 320)
    meeting.subscriptions.show(5, 900)
    vi.advanceTimersByTime(100)
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, entries: [] })
    const wants = [
      { track: 3, layer: 0, temporal: 2 },
      { track: 5, layer: 1, temporal: 2 },
    ]
    expect(
      engine
        .asked('subscribe')
        .slice(-2)
        .map((sent) => sent.wants),
    ).toEqual([wants, wants])
    meeting.subscriptions.setHidden(true)
    vi.advanceTimersByTime(100)
    expect(engine.asked('subscribe').at(-1)?.wants).toEqual([])
  })

  it('says which codecs its engine has no decoder for, and again on a new connection', () => {
    const { engine, meeting } = set()
    welcome(engine)
    vi.advanceTimersByTime(100)
    expect(engine.asked('subscribe').at(-1)).not.toHaveProperty('lacks')
    meeting.handle({ type: 'undecodable', track: 6, codec: 'vp09.00.40.08', undecodable: true })
    meeting.handle({ type: 'undecodable', track: 6, codec: 'vp8', undecodable: false })
    vi.advanceTimersByTime(100)
    const before = engine.asked('subscribe').length
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, entries: [] })
    expect(engine.asked('subscribe').slice(before - 1)).toMatchObject([
      { lacks: ['vp09.00.40.08'] },
      { lacks: ['vp09.00.40.08'] },
    ])
  })

  it('asks for less of what is too much to decode, says so once, and says nothing against its sender', () => {
    const { engine, meeting } = set()
    welcome(engine)
    meeting.subscriptions.show(3, 900)
    meeting.subscriptions.show(6, 900)
    vi.advanceTimersByTime(100)
    const wanted = (): unknown => engine.asked('subscribe').at(-1)?.wants
    const said = (): number => meeting.notices.shown.get().filter(({ kind }) => kind === 'crowded').length
    meeting.handle({ type: 'too-much', track: 6, layer: 1 })
    vi.advanceTimersByTime(100)
    expect(said()).toBe(1)
    const small = { track: 6, layer: 0, temporal: 2 }
    expect(wanted()).toEqual([{ track: 3, layer: 1, temporal: 2 }, small])
    meeting.handle({ type: 'too-much', track: 3, layer: 1 })
    expect(said()).toBe(1)
    for (let more = 0; more < 2; more++) {
      vi.advanceTimersByTime(3_000)
      meeting.handle({ type: 'too-much', track: 3, layer: 0 })
    }
    vi.advanceTimersByTime(100)
    expect(wanted()).toEqual([small])
    expect(meeting.subscriptions.lowered.get()).toEqual(
      new Map([
        [6, 'small'],
        [3, 'none'],
      ]),
    )
    expect(meeting.flow.standing.size).toBe(0)
    vi.advanceTimersByTime(60_000)
    expect(wanted()).toEqual([3, 6].map((track) => ({ track, layer: 1, temporal: 2 })))
  })

  it('shows a private message once, counts it, keeps it, and answers only there', async () => {
    const { engine, meeting, kept } = set()
    welcome(engine)
    const posted = message(1, { participant: 1, text: 'psst' })
    const news = { participant: 1, entries: [{ number: 1, at: 1, change: { change: 'chat_posted', message: posted } }] }
    engine.say({ type: 'private', news: news as PrivateEntries })
    engine.say({
      ...DEFAULTS.Welcome,
      type: 'welcome',
      protocol: 1,
      participant: ME,
      host_us: 0,
      entries: [],
      private: [news as PrivateEntries],
    })
    expect(meeting.chat.private.view.get().get(1)?.chat).toEqual([posted])
    expect(meeting.chat.unread.counts.get().get(1)).toBe(1)
    expect(meeting.notices.shown.get()).toMatchObject([{ kind: 'private', name: 'Person 1' }])
    expect(meeting.view.get().state?.chat).toEqual([])
    meeting.chat.post('yes?', 1)
    meeting.chat.post('hello all')
    expect(engine.asked('post_chat').map(({ text, to }) => [text, to])).toEqual([
      ['yes?', 1],
      ['hello all', null],
    ])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(kept.map(({ text }) => text)).toEqual(['psst'])
  })

  it('says when private entries are missing instead of guessing', () => {
    const { engine, meeting } = set()
    welcome(engine)
    const entry = { number: 3, at: 1, change: { change: 'chat_posted', message: message(3) } } as const
    engine.say({ type: 'private', news: { participant: 1, entries: [entry] } })
    expect(meeting.view.get().problem?.code).toBe('unexpected_message')
  })

  it('keeps every chat message it has seen once in the transcript', async () => {
    const { engine, kept } = set()
    welcome(engine, { chat: [message(9)] })
    engine.say({ type: 'entries', entries: [entry(11, { change: 'chat_posted', message: message(11) })] })
    engine.say({
      ...DEFAULTS.Welcome,
      type: 'welcome',
      protocol: 1,
      participant: ME,
      host_us: 0,
      state: state({ entry: 11, chat: [message(9), message(11)] }),
    })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(kept.map((one) => one.entry)).toEqual([9, 11])
  })

  it('keeps messages as they are after a change, in the chat and in the transcript', async () => {
    const { engine, kept, meeting } = set()
    welcome(engine, { chat: [message(9)] })
    engine.say({ type: 'entries', entries: [entry(11, { change: 'chat_edited', message: 9, text: 'Better', at: 11 })] })
    await vi.advanceTimersByTimeAsync(2_000)
    engine.say({ type: 'entries', entries: [entry(12, { change: 'chat_removed', message: 9, by: 1 })] })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(kept.map(({ entry, text, removed_by }) => [entry, text, removed_by])).toEqual([
      [9, 'Better', undefined],
      [9, '', 1],
    ])
    expect(meeting.view.get().state?.chat).toEqual([message(9, { text: '', removed_by: 1 })])
  })

  it('forgets older chat that was loaded when it gets a snapshot: it may have changed meanwhile', () => {
    const { engine, meeting } = set()
    welcome(engine, { chat: [message(1), message(9)] })
    welcome(engine, { entry: 30, chat: [message(9, { text: 'Better', edited_at: 20 })], chat_before: true })
    expect(meeting.view.get().state?.chat.map(({ text }) => text)).toEqual(['Better'])
    expect(meeting.view.get().state?.chat_before).toBe(true)
  })

  it('says when entries are missing instead of guessing', () => {
    const { engine, meeting } = set()
    welcome(engine)
    engine.say({ type: 'entries', entries: [entry(15, { change: 'ended', reason: 'host_quit' })] })
    expect(meeting.view.get()).toMatchObject({ problem: { code: 'unexpected_message' }, endReason: null })
  })
})
