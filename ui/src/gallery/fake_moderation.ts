import { DEFAULTS } from '../wire/defaults'
import type { Change, ClientMessage, HostMessage, MeetingState, PersonUsage, Waiting } from '../wire/messages'

type Lobby = Extract<HostMessage, { type: 'lobby' }>

/** The gallery's host decides on what moderators ask: everything is carried out. */
export class FakeModeration {
  readonly #state: MeetingState
  readonly #enter: (change: Change) => void
  readonly #tell: (message: HostMessage) => void
  #lobby: Lobby = { type: 'lobby', waiting: [], kept_out: [] }

  constructor(state: MeetingState, enter: (change: Change) => void, tell: (message: HostMessage) => void) {
    this.#state = state
    this.#enter = enter
    this.#tell = tell
  }

  showLobby(): void {
    const waiting = (number: number, name: string, change: Partial<Waiting> = {}): Waiting => ({
      ...DEFAULTS.Waiting,
      waiting: number,
      name,
      role: 'participant',
      since: 0,
      connected: true,
      ...change,
    })
    this.#lobby.waiting = [
      waiting(1, 'Dan'),
      waiting(2, 'Somebody with a very long name indeed', { role: 'guest', after: 'Eve' }),
      waiting(3, '张伟', { connected: false }),
    ]
    this.#lobby.kept_out = [{ kept_out: 1, name: 'Eve' }]
    this.#tellLobby()
  }

  /** Carries out the request, if it is one of these. */
  answer(message: ClientMessage): void {
    switch (message.type) {
      case 'admit':
      case 'refuse_entry':
        this.#leaveLobby(message.waiting, message.type === 'admit')
        break
      case 'admit_all':
        for (const { waiting } of this.#lobby.waiting) this.#leaveLobby(waiting, true)
        break
      case 'let_back':
        this.#lobby.kept_out = this.#lobby.kept_out.filter(({ kept_out }) => kept_out !== message.kept_out)
        this.#tellLobby()
        break
      case 'load_usage':
        this.#tell({ type: 'usage', id: message.id, people: this.#usage() })
        break
      case 'lift_stop': {
        const { participant, what } = message
        this.#tell({
          ...DEFAULTS.Stopped,
          type: 'stopped',
          participant,
          name: '',
          reason: 'notes_mistakes',
          what,
          lifted: true,
        })
        break
      }
      case 'switch_lobby':
        this.#enter({ change: 'lobby_switched', on: message.on, by: 1 })
        break
      case 'switch_lock':
        this.#enter({ change: 'lock_switched', on: message.on, by: 1 })
        break
      case 'change_permissions': {
        const { type: _, id: __, ...changed } = message
        const kept = Object.entries(changed).filter(([, on]) => typeof on === 'boolean')
        const permissions = { ...this.#state.permissions, ...Object.fromEntries(kept) }
        this.#state.permissions = permissions
        this.#enter({ change: 'permissions_changed', permissions, by: 1 })
        break
      }
      case 'stop_track':
        this.#stop(message.track)
        break
      case 'mute_all':
        for (const { track, source } of this.#state.tracks) if (source === 'microphone') this.#stop(track)
        break
      case 'remove':
        this.#enter({ change: 'left', participant: message.participant, reason: 'removed', by: 1 })
        break
      case 'make_co_host':
        this.#enter({ change: 'role_changed', participant: message.participant, role: 'co_host', by: 1 })
        break
      case 'unmake_co_host':
        this.#enter({ change: 'role_changed', participant: message.participant, role: 'participant', by: 1 })
        break
      case 'wish_deputy':
        this.#enter({ change: 'deputy_wished', participant: message.participant })
        break
      case 'rename':
        this.#enter({ change: 'renamed', participant: 1, name: message.name })
        break
    }
  }

  /** The third person costs the others too much, the fourth may not write in the notes, somebody has been put out. */
  showStopped(): void {
    const stopped = {
      ...DEFAULTS.Stopped,
      type: 'stopped',
      participant: 3,
      name: this.#state.participants[2]?.name ?? '',
    } as const
    const fourth = this.#state.participants[3]
    this.#tell({ ...stopped, reason: 'key_frames', what: 'camera' })
    this.#tell({ ...stopped, participant: 404, name: 'Eve', reason: 'messages', what: 'meeting' })
    if (!fourth) return
    const { participant, name } = fourth
    this.#tell({ ...DEFAULTS.Stopped, type: 'stopped', participant, name, reason: 'notes_mistakes', what: 'notes' })
  }

  #usage(): PersonUsage[] {
    const rows = this.#state.participants.map(({ participant }, at) => {
      const most = at === 2
      return {
        participant,
        up: most ? 3_100_000 : 240_000 - at * 9_000,
        down: 1_900_000 - at * 40_000,
        frames: most ? 318 : 95,
        messages: 1.4,
        share: most ? 0.62 : 0.38 / Math.max(1, this.#state.participants.length - 1),
        stopped: most ? 1 : 0,
      }
    })
    return rows.sort((one, other) => other.share - one.share)
  }

  #leaveLobby(number: number, joins: boolean): void {
    const one = this.#lobby.waiting.find(({ waiting }) => waiting === number)
    if (!one) return
    this.#lobby.waiting = this.#lobby.waiting.filter((other) => other !== one)
    if (joins) {
      const participant = { participant: 500 + number, name: one.name, role: one.role, joined_at: 0, connected: true }
      this.#enter({ change: 'joined', participant })
    }
    this.#tellLobby()
  }

  #stop(number: number): void {
    const track = this.#state.tracks.find(({ track }) => track === number)
    if (track && !track.muted) this.#enter({ change: 'track_updated', track: { ...track, muted: true }, by: 1 })
  }

  #tellLobby(): void {
    this.#tell({ ...this.#lobby })
  }
}
