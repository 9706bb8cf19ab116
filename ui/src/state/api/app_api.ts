import type {
  About,
  AllowGuests,
  AppEvent,
  AppState,
  BackgroundPicture,
  CheckReport,
  HostedMeeting,
  HostMeeting,
  JoinedMeeting,
  JoinMeeting,
  NewCode,
  Problem,
  RunCheck,
  ScreensOffered,
  Settings,
  Transcript,
} from '../../wire/messages'
import { ProblemError } from '../problem'

/** The window's own app (`docs/protocol.md`, section 5). Every method rejects with a ProblemError. */
export interface AppApi {
  state(): Promise<AppState>
  saveSettings(settings: Settings): Promise<Settings>
  background(): Promise<BackgroundPicture>
  saveBackground(picture: BackgroundPicture): Promise<void>
  host(request: HostMeeting): Promise<HostedMeeting>
  renewCode(request: NewCode): Promise<HostedMeeting>
  allowGuests(request: AllowGuests): Promise<HostedMeeting>
  join(request: JoinMeeting): Promise<JoinedMeeting>
  /**
   * Of a page without an app of its own: asks whether the host still holds this meeting. Raises `meeting_replaced`,
   * `guests_not_allowed` or `host_unreachable`.
   */
  stillHeld?(meeting: string): Promise<void>
  leave(): Promise<void>
  open(url: string): Promise<void>
  check(request: RunCheck): Promise<CheckReport>
  about(): Promise<About>
  openLogs(): Promise<void>
  openLicences(): Promise<void>
  /** The engine has no audio device at all; the app gives them back to it where it can. */
  soundMissing(): Promise<void>
  /** What this desktop can share. A page without an app of its own has no such question. */
  screens?(): Promise<ScreensOffered>
  saveTranscript(transcript: Transcript): Promise<void>
  quit(): Promise<void>
}

export class HttpApi implements AppApi {
  readonly #fetch: typeof fetch

  constructor(fetchFunction: typeof fetch = (...request) => fetch(...request)) {
    this.#fetch = fetchFunction
  }

  state(): Promise<AppState> {
    return this.#request<AppState>('GET', '/api/state')
  }

  saveSettings(settings: Settings): Promise<Settings> {
    return this.#request<Settings>('PUT', '/api/settings', settings)
  }

  background(): Promise<BackgroundPicture> {
    return this.#request<BackgroundPicture>('GET', '/api/background')
  }

  saveBackground(picture: BackgroundPicture): Promise<void> {
    return this.#request<void>('PUT', '/api/background', picture)
  }

  host(request: HostMeeting): Promise<HostedMeeting> {
    return this.#request<HostedMeeting>('POST', '/api/host', request)
  }

  renewCode(request: NewCode): Promise<HostedMeeting> {
    return this.#request<HostedMeeting>('POST', '/api/code', request)
  }

  allowGuests(request: AllowGuests): Promise<HostedMeeting> {
    return this.#request<HostedMeeting>('POST', '/api/guests', request)
  }

  join(request: JoinMeeting): Promise<JoinedMeeting> {
    return this.#request<JoinedMeeting>('POST', '/api/join', request)
  }

  leave(): Promise<void> {
    return this.#request<void>('POST', '/api/leave')
  }

  open(url: string): Promise<void> {
    return this.#request<void>('POST', '/api/open', { url })
  }

  /** To screen readers, where the window's engine tells them nothing. */
  say(text: string): Promise<void> {
    return this.#request<void>('POST', '/api/say', { text })
  }

  check(request: RunCheck): Promise<CheckReport> {
    return this.#request<CheckReport>('POST', '/api/check', request)
  }

  about(): Promise<About> {
    return this.#request<About>('GET', '/api/about')
  }

  openLogs(): Promise<void> {
    return this.#request<void>('POST', '/api/logs')
  }

  openLicences(): Promise<void> {
    return this.#request<void>('POST', '/api/licences')
  }

  soundMissing(): Promise<void> {
    return this.#request<void>('POST', '/api/sound')
  }

  screens(): Promise<ScreensOffered> {
    return this.#request<ScreensOffered>('GET', '/api/screens')
  }

  saveTranscript(transcript: Transcript): Promise<void> {
    return this.#request<void>('POST', '/api/transcript', transcript)
  }

  quit(): Promise<void> {
    return this.#request<void>('POST', '/api/quit')
  }

  #request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    return request<Answer>(this.#fetch, method, path, body)
  }
}

/** Rejects with a ProblemError. */
export async function request<Answer>(
  fetchFunction: typeof fetch,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  let answer: Response
  try {
    answer = await fetchFunction(path, {
      method,
      credentials: 'same-origin',
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch {
    // The server does not answer: the process of its app is gone, or for a guest the network.
    throw new ProblemError('internal', { status: 0 })
  }
  if (!answer.ok) throw await problemOf(answer)
  if (answer.status === 204) return undefined as Answer
  return (await answer.json()) as Answer
}

async function problemOf(answer: Response): Promise<ProblemError> {
  try {
    const problem = (await answer.json()) as Partial<Problem>
    if (typeof problem.code === 'string') return new ProblemError(problem.code, problem.detail ?? {})
  } catch {
    // No JSON: an answer from outside the API's own code.
  }
  return new ProblemError('internal', { status: answer.status })
}

/** Least and most time between two attempts to reach the app's event socket, in milliseconds. */
const FIRST_RETRY = 250
const LONGEST_RETRY = 4_000

/** Keeps `WS /api/events` open. Returns how to stop. */
export function watchAppEvents(url: string, onEvent: (event: AppEvent) => void): () => void {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_RETRY
  let stopped = false

  const open = (): void => {
    socket = new WebSocket(url)
    socket.onopen = () => {
      wait = FIRST_RETRY
    }
    socket.onmessage = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data) as AppEvent)
    socket.onclose = () => {
      if (stopped) return
      timer = setTimeout(open, wait)
      wait = Math.min(wait * 2, LONGEST_RETRY)
    }
  }
  open()
  return () => {
    stopped = true
    clearTimeout(timer)
    socket?.close()
  }
}
