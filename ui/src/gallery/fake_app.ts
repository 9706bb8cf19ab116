import type { AppApi } from '../state/api/app_api'
import type { HostProof } from '../state/api/guest_api'
import type { BackgroundEngine } from '../state/devices/background'
import type { MediaDevicesLike } from '../state/devices/capture'
import { ProblemError } from '../state/problem'
import { DEFAULTS } from '../wire/defaults'
import type {
  About,
  AppState,
  Check,
  ErrorCode,
  Finding,
  FoundMeeting,
  HostedMeeting,
  OpenedLink,
} from '../wire/messages'
import invitationQr from './invitation.svg'
import type { GalleryOptions } from './options'

const HOSTED: HostedMeeting = {
  meeting: '0123456789abcdef0123456789abcdef',
  title: 'Weekly planning',
  addresses: ['192.168.1.20', '10.0.0.7', 'fe80::a00:27ff:fe4e:66a1'],
  port: 47_800,
  invitation: 'meetdesk://join?addr=192.168.1.20&port=47800&fp=2jmj7l5rSw0yVb_vlWAYkK_YBwk',
  invitation_qr: invitationQr,
  code: '482913',
  code_kind: 'digits_6',
  fingerprint_words: 'state transfer december nut giraffe lesson',
  guests: false,
  guest_links: ['https://192.168.1.20:47800', 'https://10.0.0.7:47800'],
  guest_fingerprints: [
    'D4:96:1E:9D:0B:7C:52:11:AE:30:6F:C8:95:42:0D:E7:18:BA:73:5C:04:F1:2E:66:8B:90:DD:3A:51:C7:EF:28',
    '0B:77:A1:40:5E:93:C8:2D:6F:11:E0:34:B9:8A:52:D7:1C:66:F3:9E:48:05:BD:7A:21:CF:90:3B:E4:58:A6:1D',
  ],
  guest_qr: invitationQr,
  hidden: false,
}

export const ADAS_LINK: OpenedLink = {
  ...DEFAULTS.OpenedLink,
  address: 'meetdesk://join?addr=192.168.1.40',
  where: '192.168.1.40',
  others: 1,
  host: 'Ada',
  words: HOSTED.fingerprint_words,
}
export const PROOF: HostProof | null = {
  words: HOSTED.fingerprint_words,
  fingerprint: HOSTED.guest_fingerprints[0] ?? '',
  digits: true,
}

const IN_WORDS: HostedMeeting = { ...HOSTED, code: 'umbrella satisfy ridge', code_kind: 'words' }
const FOUND: FoundMeeting[] = [
  { key: '1', title: 'Weekly planning', host: 'Ada Lovelace', people: 3, address: '192.168.1.33' },
  { key: '2', title: 'Weekly planning', host: '李明', people: 1, address: '192.168.1.40:47801' },
  {
    key: '3',
    title: 'A meeting whose title is so long that it cannot be shown in any list of any window',
    host: '<b>محمد الفاتح</b>',
    people: 0,
    address: 'fe80::a00:27ff:fe4e:66a1',
  },
]

const ABOUT: About = {
  version: '0.1.0',
  log_folder: '/home/mira/.local/state/MeetDesk/log',
  licence_folder: '/usr/lib/meetdesk/licences',
  packages: [
    { name: 'msgspec', version: '0.22.0', licence: 'BSD-3-Clause' },
    { name: 'PySide6', version: '6.12.0', licence: 'LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only' },
    { name: 'tornado', version: '6.6.1', licence: 'Apache Software License' },
  ],
}

const CHECKED: Partial<Record<Check, Finding[]>> = {
  network: [{ code: 'network_fine', verdict: 'good', detail: { addresses: '192.168.1.20, fd00::20' } }],
  target: [{ code: 'target_filtered', verdict: 'bad', detail: { address: '192.168.1.33', port: 47_800 } }],
  port: [{ code: 'port_free', verdict: 'good', detail: { port: 47_800 } }],
  echo: [{ code: 'echo_fine', verdict: 'good', detail: { addresses: '192.168.1.20, fd00::20', ms: 1 } }],
  firewall: [
    {
      code: 'firewall_active',
      verdict: 'note',
      detail: { name: 'ufw', command: 'sudo ufw allow 47800:47899/tcp' },
    },
  ],
  multicast: [{ code: 'multicast_fine', verdict: 'good', detail: { count: 3 } }],
  isolation: [{ code: 'isolation_none', verdict: 'good', detail: { count: 4 } }],
  clock: [{ code: 'clock_fine', verdict: 'good', detail: {} }],
  processor: [{ code: 'processor_fine', verdict: 'good', detail: { cores: 8, percent: 12 } }],
}

/** The window's own app, without a process behind it. */
export function fakeApi(options: GalleryOptions): AppApi {
  const state: AppState = {
    ...DEFAULTS.AppState,
    version: '0.1.0',
    settings: {
      ...DEFAULTS.Settings,
      name: options.fresh ? '' : 'Mira',
      language: options.language,
      theme: options.theme,
      layout: options.layout,
      join_muted: options.states.includes('muted'),
      audio_only: options.states.includes('audio-only'),
      captions: options.states.includes('captions'),
      background: options.states.includes('background') ? 'blur' : 'off',
    },
    system_language: 'en',
    recent: options.fresh
      ? []
      : [
          {
            meeting: 'a',
            title: 'Weekly planning',
            address: '',
            hosted: true,
            last_used: 1_763_600_000,
            invitation: '',
          },
          {
            meeting: 'b',
            title: '周会',
            address: '192.168.1.33',
            hosted: false,
            last_used: 1_763_500_000,
            invitation: '',
          },
        ],
    found: options.states.includes('found') ? FOUND : [],
    native_window: true,
  }
  const after = async <Value>(value: Value): Promise<Value> => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (options.fail) throw new ProblemError(options.fail as ErrorCode, { host: 2, app: 1 })
    return value
  }
  return {
    state: () => {
      if (options.screen === 'broken') return Promise.reject(new ProblemError('internal'))
      const hosting = options.screen === 'hosting' || options.screen === 'room'
      return Promise.resolve({
        ...state,
        ...(hosting
          ? {
              hosting: {
                ...(options.states.includes('words') ? IN_WORDS : HOSTED),
                guests: options.states.includes('guests'),
              },
            }
          : {}),
        ...(options.screen === 'ended' || options.screen === 'joined'
          ? { joined: { meeting: 'b', title: '周会', host: '李明', address: '192.168.1.33' } }
          : {}),
      })
    },
    background: () => Promise.resolve({ picture: '' }),
    saveBackground: () => Promise.resolve(),
    saveSettings: (settings) => Promise.resolve(settings),
    host: () => after(HOSTED),
    renewCode: ({ code = 'digits_9', own_code }) =>
      after(code === 'words' ? IN_WORDS : { ...HOSTED, code_kind: code, code: own_code || '730551942' }),
    allowGuests: ({ allowed }) => after({ ...HOSTED, guests: allowed }),
    join: () => after({ meeting: 'b', title: '周会', host: '李明', address: '192.168.1.33' }),
    leave: () => Promise.resolve(),
    open: () => Promise.resolve(),
    check: async ({ check }) => ({ check, findings: CHECKED[check] ?? [] }),
    about: () => Promise.resolve(ABOUT),
    openLogs: () => Promise.reject(new ProblemError('folder_not_shown')),
    openLicences: () => Promise.reject(new ProblemError('folder_not_shown')),
    soundMissing: () => Promise.resolve(),
    saveTranscript: () => Promise.resolve(),
    quit: () => Promise.resolve(),
  }
}

/** The painted camera has nothing to hide. */
export const FAKE_BACKGROUND: BackgroundEngine = {
  async hide(track, _, events) {
    events.cost({ frameMs: 7, share: 0.21, rate: 15 })
    return { track, setEffect: () => undefined, end: () => undefined }
  },
  shrunk: (file) => Promise.resolve(file),
}

/** Devices that exist nowhere: a painted camera and a silent microphone. */
export function fakeDevices(options: GalleryOptions): MediaDevicesLike {
  const info = (kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo => ({
    kind,
    deviceId,
    label,
    groupId: '',
    toJSON: () => ({}),
  })
  return {
    async getUserMedia(constraints) {
      if (constraints?.video) {
        if (options.fresh) throw new DOMException('', 'NotFoundError')
        if (options.states.includes('busy-camera')) throw new DOMException('', 'NotReadableError')
        return paintedCamera()
      }
      return new AudioContext().createMediaStreamDestination().stream
    },
    enumerateDevices: () =>
      Promise.resolve([
        ...(options.fresh ? [] : [info('videoinput', 'camera-1', 'Integrated Camera (04f2:b6d9)')]),
        info('audioinput', 'microphone-1', 'Internal Microphone'),
        info('audioinput', 'microphone-2', 'USB Headset with a name that is far too long for any list'),
        info('audiooutput', 'speaker-1', 'Internal Speakers'),
      ]),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }
}

function paintedCamera(): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 720
  const paint = (): void => {
    const context = canvas.getContext('2d')
    if (!context) return
    const light = context.createLinearGradient(0, 0, 1280, 720)
    light.addColorStop(0, '#5f7f8c')
    light.addColorStop(1, '#2c3f4a')
    context.fillStyle = light
    context.fillRect(0, 0, 1280, 720)
    context.fillStyle = '#d9b8a0'
    context.beginPath()
    context.arc(640, 310, 120, 0, 7)
    context.fill()
    context.fillStyle = '#17666f'
    context.beginPath()
    context.ellipse(640, 740, 260, 280, 0, 0, 7)
    context.fill()
  }
  paint()
  const stream = canvas.captureStream(10)
  const painting = setInterval(() => {
    if (stream.active) paint()
    else clearInterval(painting)
  }, 200)
  return stream
}
