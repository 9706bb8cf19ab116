import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Change, MeetingState } from '../../wire/messages'
import { SettingsKeeper } from '../api/settings'
import { Devices } from '../devices/devices'
import { Meeting } from '../meeting/meeting'
import { Machine } from '../quality/machine'
import { FakeDevices } from '../testing/fake_devices'
import { FakeEngine } from '../testing/fake_engine'
import { entry, ME, NO_FILES, participant, settled, state, track } from '../testing/meeting'
import { ScreenSource } from './screen_source'

const ALL = { ...DEFAULTS.Permissions, chat: true, screen: true, rename: true, microphone: true, camera: true }
const QUIET = { ...DEFAULTS.Permissions, ...ALL, microphone: false }

interface Set {
  devices: FakeDevices
  engine: FakeEngine
  meeting: Meeting
  happens(...changes: Change[]): Promise<void>
}

async function inMeeting(change: Partial<MeetingState>, microphone = true): Promise<Set> {
  const engine = new FakeEngine()
  const devices = new FakeDevices()
  const own = new Devices(devices.asMediaDevices, DEFAULTS.Settings)
  const settings = new SettingsKeeper({ saveSettings: async (values) => values }, DEFAULTS.Settings)
  const meeting = new Meeting({
    engine,
    api: { saveTranscript: async () => undefined },
    devices: own,
    settings,
    machine: new Machine(() => 0),
    micMuted: false,
    cameraOff: true,
    screens: new ScreenSource({ devices: undefined }),
    files: NO_FILES,
  })
  engine.onEvent = (event) => meeting.handle(event)
  engine.connect('Mira')
  if (microphone) await own.microphone.start()
  engine.link('open')
  engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, state: state(change) })
  await settled()
  let number = 10
  const happens = async (...changes: Change[]): Promise<void> => {
    engine.say({ type: 'entries', entries: changes.map((change) => entry(++number, change)) })
    await settled()
  }
  return { devices, engine, meeting, happens }
}

describe('the own microphone', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is started by button and key alike when it is wanted and not there yet', async () => {
    const { meeting } = await inMeeting({}, false)
    expect([meeting.micMuted.get(), meeting.own.micOn]).toEqual([false, false])
    meeting.toggleMic()
    await settled()
    expect([meeting.micMuted.get(), meeting.own.micOn]).toEqual([false, true])
    meeting.toggleMic()
    expect(meeting.micMuted.get()).toBe(true)
  })

  it('stays off when the host muted it, until the person turns it on again', async () => {
    const mic = track(7, ME, 'microphone')
    const { engine, meeting, happens } = await inMeeting({ tracks: [mic] })
    await happens({ change: 'track_updated', track: { ...mic, muted: true }, by: 1 })
    expect(meeting.micMuted.get()).toBe(true)
    expect(engine.muted.microphone).toBe(true)
    expect(engine.asked('update_track'), 'the host knows already').toEqual([])
    expect(meeting.notices.shown.get().map(({ kind }) => kind)).toEqual(['muted_by'])
    meeting.setMicMuted(false)
    await settled()
    expect(engine.asked('update_track')).toMatchObject([{ track: 7, muted: false }])
  })

  it('is not turned off by what others do to others', async () => {
    const mic = track(7, ME, 'microphone')
    const other = track(8, 1, 'microphone')
    const { meeting, happens } = await inMeeting({ tracks: [mic, other] })
    await happens({ change: 'track_updated', track: { ...other, muted: true }, by: 1 })
    expect(meeting.micMuted.get()).toBe(false)
  })

  it('begins muted where nobody may turn it on, and cannot be turned on', async () => {
    const { engine, meeting } = await inMeeting({ permissions: QUIET })
    expect(meeting.micMuted.get()).toBe(true)
    expect(engine.asked('publish_track')).toMatchObject([{ source: 'microphone', muted: true }])
    meeting.setMicMuted(false)
    expect(meeting.micMuted.get()).toBe(true)
    expect(meeting.notices.shown.get().map(({ kind }) => kind)).toEqual(['forbidden_microphone'])
  })

  it('goes on where it was on when the permission went', async () => {
    const { meeting, happens } = await inMeeting({ tracks: [track(7, ME, 'microphone')] })
    await happens({ change: 'permissions_changed', permissions: QUIET, by: 1 })
    expect(meeting.micMuted.get()).toBe(false)
    meeting.setMicMuted(true)
    await happens({ change: 'track_updated', track: track(7, ME, 'microphone', { muted: true }), by: null })
    meeting.setMicMuted(false)
    expect(meeting.micMuted.get()).toBe(true)
  })

  it('is off when the permission went while the wish was on its way', async () => {
    const { engine, meeting } = await inMeeting({ tracks: [track(7, ME, 'microphone', { muted: true })] })
    const asked = engine.asked('update_track').at(-1)
    expect(asked).toMatchObject({ muted: false })
    engine.say({ type: 'error', code: 'not_permitted', id: asked?.id ?? 0, detail: { permission: 'microphone' } })
    await settled()
    expect(meeting.micMuted.get()).toBe(true)
  })

  it('may be turned on by a new co-host', async () => {
    const { meeting, happens } = await inMeeting({ permissions: QUIET })
    await happens({ change: 'role_changed', participant: ME, role: 'co_host', by: 1 })
    meeting.setMicMuted(false)
    expect(meeting.micMuted.get()).toBe(false)
  })
})

describe('the own camera', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is given back when the host stops it', async () => {
    const { meeting, happens } = await inMeeting({})
    meeting.setCameraOff(false)
    await settled()
    const camera = track(9, ME, 'camera')
    await happens({ change: 'track_published', track: camera })
    await happens({ change: 'track_updated', track: { ...camera, muted: true }, by: 1 })
    expect(meeting.cameraOff.get()).toBe(true)
  })
})

describe('what is captured', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is published as the engine measures it, not as it was believed to be', async () => {
    const { engine, meeting, happens } = await inMeeting({})
    meeting.setCameraOff(false)
    await settled()
    expect(engine.asked('publish_track').at(-1)).toMatchObject({ source: 'camera' })
    const camera = track(9, ME, 'camera')
    await happens({ change: 'track_published', track: camera })
    const asked = engine.asked('publish_track').at(-1)
    engine.say({ ...DEFAULTS.Done, type: 'done', id: asked?.id ?? 0, track: 9 })
    await settled()
    const layers = [{ layer: 0, width: 180, height: 320 }]
    engine.onEvent({ type: 'measured', source: 'camera', published: { codec: 'vp8', layers } })
    await settled()
    expect(engine.asked('update_track').at(-1)).toMatchObject({ track: 9, codec: 'vp8', layers })
  })

  it('is opened anew when nothing comes from the camera', async () => {
    const { devices, engine, meeting } = await inMeeting({}, false)
    meeting.setCameraOff(false)
    await settled()
    expect(devices.opened).toHaveLength(1)
    engine.onEvent({ type: 'camera-silent' })
    await settled()
    expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'live'])
  })
})

describe('waiting to be let in', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('lasts until the welcome, also over a lost link, and publishes nothing', async () => {
    const { engine, meeting } = await inMeeting({ participants: [participant(1), participant(ME)] })
    engine.sent.length = 0
    meeting.view.update((view) => ({ ...view, state: null, me: null }))
    engine.say({ type: 'in_lobby', protocol: 1 })
    engine.onEvent({ type: 'link', link: { state: 'waiting' } })
    expect(meeting.view.get().waiting).toBe(true)
    engine.link('lost')
    await settled()
    expect(meeting.view.get().waiting).toBe(true)
    expect(engine.sent).toEqual([])
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, state: state() })
    await settled()
    expect(meeting.view.get().waiting).toBe(false)
    expect(meeting.notices.shown.get().map(({ kind }) => kind)).toEqual(['let_in'])
    expect(engine.asked('publish_track')).toMatchObject([{ source: 'microphone' }])
  })

  it('tells the host who waits', async () => {
    const { engine, meeting } = await inMeeting({})
    const waiting = [{ waiting: 3, name: 'Dan', role: 'participant' as const, since: 0, connected: true, after: '' }]
    engine.say({ type: 'lobby', waiting, kept_out: [] })
    expect(meeting.moderation.lobby.get()).toEqual({ waiting, keptOut: [] })
    engine.link('open')
    engine.say({ ...DEFAULTS.Welcome, type: 'welcome', protocol: 1, participant: ME, host_us: 0, entries: [] })
    expect(meeting.moderation.lobby.get().waiting).toEqual([])
  })
})
