import type { ErrorCode, KeptOut, Lobby, Permissions, Problem, Stoppable, Stopped, Waiting } from '../../wire/messages'
import { type Answer, Attempts, type NewRequest } from '../log/requests'
import { Store } from '../store'
import { Spending } from './spending'

export interface LobbyView {
  /** In the order in which they came. */
  waiting: readonly Waiting[]
  keptOut: readonly KeptOut[]
}

const EMPTY: LobbyView = { waiting: [], keptOut: [] }

/** Somebody else was quicker, or the person has gone: there is nothing left to do, and nothing to say. */
const SETTLED: readonly ErrorCode[] = ['not_waiting', 'person_unknown', 'track_unknown', 'heartbeat_lost']

/** What a host or co-host does to others, and whom it knows in the lobby. */
export class Moderation {
  readonly lobby = new Store<LobbyView>(EMPTY)
  /** Why the latest of these did not happen. */
  readonly problem: Store<Problem | null>
  readonly spending: Spending
  readonly #attempts: Attempts

  constructor(ask: (request: NewRequest) => Promise<Answer>) {
    this.#attempts = new Attempts(ask, SETTLED)
    this.problem = this.#attempts.problem
    this.spending = new Spending(ask)
  }

  told(message: Lobby | Stopped): void {
    if (message.type === 'stopped') this.spending.told(message)
    else this.lobby.set({ waiting: message.waiting, keptOut: message.kept_out })
  }

  /** A new connection is told of the lobby only if there is somebody in it; so is a new co-host. */
  forget(): void {
    this.lobby.set(EMPTY)
    this.spending.forget()
  }

  admit(waiting: number): Promise<boolean> {
    return this.#attempts.do({ type: 'admit', waiting })
  }

  admitAll(): Promise<boolean> {
    return this.#attempts.do({ type: 'admit_all' })
  }

  refuse(waiting: number, keepOut: boolean): Promise<boolean> {
    return this.#attempts.do({ type: 'refuse_entry', waiting, keep_out: keepOut })
  }

  letBack(keptOut: number): Promise<boolean> {
    return this.#attempts.do({ type: 'let_back', kept_out: keptOut })
  }

  /** Largest file that may be sent, in bytes. */
  setFileLimit(limit: number): Promise<boolean> {
    return this.#attempts.do({ type: 'set_file_limit', limit })
  }

  stop(track: number): Promise<boolean> {
    return this.#attempts.do({ type: 'stop_track', track })
  }

  /** Takes back that the host's app stopped this of somebody. */
  liftStop(participant: number, what: Stoppable): Promise<boolean> {
    return this.#attempts.do({ type: 'lift_stop', participant, what })
  }

  muteAll(): Promise<boolean> {
    return this.#attempts.do({ type: 'mute_all' })
  }

  remove(participant: number, keepOut: boolean): Promise<boolean> {
    return this.#attempts.do({ type: 'remove', participant, keep_out: keepOut })
  }

  setCoHost(participant: number, on: boolean): Promise<boolean> {
    return this.#attempts.do({ type: on ? 'make_co_host' : 'unmake_co_host', participant })
  }

  /** Whose app is to stand in for the host's; null: the host's app chooses. */
  wishDeputy(participant: number | null): Promise<boolean> {
    return this.#attempts.do({ type: 'wish_deputy', participant })
  }

  setPermission(permission: keyof Permissions, on: boolean): Promise<boolean> {
    return this.#attempts.do({ type: 'change_permissions', [permission]: on })
  }

  setLobby(on: boolean): Promise<boolean> {
    return this.#attempts.do({ type: 'switch_lobby', on })
  }

  setLock(on: boolean): Promise<boolean> {
    return this.#attempts.do({ type: 'switch_lock', on })
  }
}
