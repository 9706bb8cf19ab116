import { DEFAULTS } from '../../wire/defaults'
import type {
  About,
  AllowGuests,
  AppEvent,
  AppState,
  BackgroundPicture,
  CheckReport,
  HostedMeeting,
  JoinedMeeting,
  JoinMeeting,
  NewCode,
  RunCheck,
  Settings,
} from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import type { PastApi } from '../api/past_api'
import { App } from '../app/app'
import type { Call } from '../app/attention'
import type { ProblemError } from '../problem'
import { FakeDevices } from './fake_devices'
import { FakeEngine } from './fake_engine'
import { ME, NO_FILES, settled, state } from './meeting'

export const HOSTED: HostedMeeting = {
  meeting: 'a',
  title: 'T',
  addresses: ['10.0.0.1'],
  port: 47_800,
  invitation: 'meetdesk://x',
  invitation_qr: 'data:image/svg+xml,',
  code: '482913',
  code_kind: 'digits_6',
  fingerprint_words: 'state transfer december nut giraffe lesson',
  guests: false,
  guest_links: ['https://192.168.1.20:47800', 'https://10.0.0.7:47800'],
  guest_fingerprints: [
    'D4:96:1E:9D:0B:7C:52:11:AE:30:6F:C8:95:42:0D:E7:18:BA:73:5C:04:F1:2E:66:8B:90:DD:3A:51:C7:EF:28',
    '0B:77:A1:40:5E:93:C8:2D:6F:11:E0:34:B9:8A:52:D7:1C:66:F3:9E:48:05:BD:7A:21:CF:90:3B:E4:58:A6:1D',
  ],
  guest_qr: '',
  hidden: false,
}
export const JOINED: JoinedMeeting = { meeting: 'b', title: 'T', host: 'Ada', address: '10.0.0.1' }

export const named = (name: string): Settings => ({ ...DEFAULTS.Settings, name })

export class FakeApi implements AppApi {
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

/** A window on its start screen, or wherever `change` of what its app says leads: with fake devices, engine and app. */
export async function stage(change: Partial<AppState> = {}, tab?: () => Storage, devices = new FakeDevices()) {
  const api = new FakeApi()
  api.current = { ...api.current, ...change }
  const engine = new FakeEngine()
  const notified: Call[] = []
  let tell: (event: AppEvent) => void = () => undefined
  const app = new App({
    api,
    past: {} as PastApi,
    supported: true,
    mediaDevices: devices.asMediaDevices,
    checkCodecs: () => Promise.resolve({ ms: 1 }),
    away: () => true,
    files: NO_FILES,
    ...(tab ? { tab } : {}),
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
