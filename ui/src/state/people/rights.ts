import type { ChatMessage, MeetingState, Permissions, Request, Role } from '../../wire/messages'
import { PERMISSIONS as FIRST, NEEDED_BY, type Permission, RANKS, RIGHTS } from '../../wire/rules'
import type { ChatPlace } from '../log/chat_fold'

/** What the meeting lets somebody do, by the table that the host follows too. Pure. */

export type { Permission } from '../../wire/rules'

/** In the order in which they are shown. */
export const PERMISSIONS = Object.keys(FIRST) as readonly Permission[]

export function roleOf(state: MeetingState, participant: number): Role {
  return state.participants.find((someone) => someone.participant === participant)?.role ?? 'participant'
}

/** Whether this permission is on for somebody of this role. */
export function permits(state: MeetingState, role: Role, permission: Permission): boolean {
  return RIGHTS.publish_track[role] === 'yes' || state.permissions[permission]
}

export const EVERYTHING = Object.fromEntries(PERMISSIONS.map((one) => [one, true])) as Required<Permissions>

/** What this participant may begin now, by its role and the meeting's permissions. */
export function permittedTo(state: MeetingState, participant: number): Required<Permissions> {
  const role = roleOf(state, participant)
  const permitted = { ...EVERYTHING, rename: may(state, role, 'rename'), tools: may(state, role, 'create_poll') }
  for (const one of PERMISSIONS) permitted[one] &&= permits(state, role, one)
  return permitted
}

/** Whether somebody of this role may ask for this now. */
export function may(state: MeetingState, role: Role, request: Request['type']): boolean {
  const right = RIGHTS[request][role]
  const permission = NEEDED_BY[request]
  return right === 'yes' || (right === 'if permitted' && (!permission || permits(state, role, permission)))
}

/** Lets people in, mutes, removes. */
export function moderates(role: Role): boolean {
  return RIGHTS.admit[role] === 'yes'
}

/** Whether this window's own person does. */
export function isModerator({ state, me }: { state: MeetingState | null; me: number | null }): boolean {
  return state !== null && me !== null && moderates(roleOf(state, me))
}

export function outranks(one: Role, other: Role): boolean {
  return RANKS[one] > RANKS[other]
}

/** What may be done to this person. */
export interface Powers {
  mute: boolean
  stopCamera: boolean
  stopScreen: boolean
  makeCoHost: boolean
  unmakeCoHost: boolean
  standIn: boolean
  handOver: boolean
  remove: boolean
}

export function powersOver(
  me: Role,
  other: {
    me: boolean
    role: Role
    deputy: boolean
    connected: boolean
    muted: boolean
    video: number | null
    screens: readonly number[]
  },
): Powers {
  const over = !other.me && outranks(me, other.role)
  const can = (request: Request['type']): boolean => over && RIGHTS[request][me] === 'yes'
  return {
    mute: can('stop_track') && !other.muted,
    stopCamera: can('stop_track') && other.video !== null,
    stopScreen: can('stop_track') && other.screens.length > 0,
    makeCoHost: can('make_co_host') && other.role === 'participant',
    unmakeCoHost: can('unmake_co_host') && other.role === 'co_host',
    standIn: can('wish_deputy') && other.role !== 'guest',
    handOver: can('hand_over') && other.deputy && other.connected,
    remove: can('remove'),
  }
}

/** What may be done to a message: the same rules as `meetdesk/core/decisions/chat.py`. Pure. */

export interface MessageRights {
  edit: boolean
  remove: boolean
  /** Remove somebody else's. */
  takeDown: boolean
  react: boolean
  reply: boolean
}

const NOTHING: MessageRights = { edit: false, remove: false, takeDown: false, react: false, reply: false }

export function rightsOver(state: MeetingState, me: number, place: ChatPlace, message: ChatMessage): MessageRights {
  const barred = cannotWrite(state, me, place)
  if ((message.removed_by ?? null) !== null || barred === 'gone') return NOTHING
  const mine = message.participant === me
  return {
    edit: mine && barred === null && (message.file ?? null) === null,
    remove: mine,
    takeDown: !mine && place === null && may(state, roleOf(state, me), 'take_down_chat'),
    react: barred === null,
    reply: barred === null,
  }
}

/** Why this participant cannot write in this place now; null if it can. The same rules as `meetdesk/core/roles.py`. */
export function cannotWrite(state: MeetingState, me: number, place: ChatPlace): 'gone' | 'not-permitted' | null {
  const own = roleOf(state, me)
  if (place === null) return permits(state, own, 'chat') ? null : 'not-permitted'
  const other = state.participants.find(({ participant }) => participant === place)
  if (!other) return 'gone'
  return moderates(other.role) || permits(state, own, 'private_chat') ? null : 'not-permitted'
}
