/** The meeting's state as a fold over its log: the same rules as `meetdesk/core/state.py`. Pure. */

import type { Change, ChatMessage, Entry, HostChanged, MeetingState, Participant, Track } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'
import { applyChat } from './chat_fold'
import { applyTools, handsWithout } from './tools_fold'

/** The version of the fold that this page knows. */
export const FOLD_VERSION = 2

/** Chat messages kept in the page, as many as a running meeting keeps. */
export const CHAT_KEPT = LIMITS.chat_kept

/** The state after this entry. One that was applied already changes nothing. Throws RangeError if one before it is missing. */
export function applyEntry(state: MeetingState, entry: Entry): MeetingState {
  if (entry.number <= state.entry) return state
  if (entry.number !== state.entry + 1) throw new RangeError(`entry ${entry.number} does not follow ${state.entry}`)
  return { ...applyChange(state, entry.change), entry: entry.number }
}

export function applyEntries(state: MeetingState, entries: readonly Entry[]): MeetingState {
  return entries.reduce(applyEntry, state)
}

function applyChange(state: MeetingState, change: Change): MeetingState {
  switch (change.change) {
    case 'joined':
      return { ...state, participants: put(state.participants, change.participant, ({ participant }) => participant) }
    case 'left':
      return {
        ...state,
        participants: state.participants.filter(({ participant }) => participant !== change.participant),
        tracks: state.tracks.filter(({ participant }) => participant !== change.participant),
        spotlight: state.spotlight.filter((participant) => participant !== change.participant),
        hands: handsWithout(state, change.participant),
        ...withoutDeputy(state, change.participant),
      }
    case 'link_lost':
      return withParticipant(state, change.participant, (participant) => ({ ...participant, connected: false }))
    case 'link_restored':
      return withParticipant(state, change.participant, (participant) => ({ ...participant, connected: true }))
    case 'renamed':
      return withParticipant(state, change.participant, (participant) => ({ ...participant, name: change.name }))
    case 'role_changed':
      return withParticipant(state, change.participant, (participant) => ({ ...participant, role: change.role }))
    case 'deputies_named':
      return {
        ...state,
        deputies: change.participants,
        unreached: change.unreached ?? [],
        unwilling: change.unwilling ?? [],
      }
    case 'deputy_wished':
      return { ...state, wished_deputy: change.participant }
    case 'host_changed':
      return withHost(state, change)
    case 'track_published':
    case 'track_updated':
      return { ...state, tracks: put(state.tracks, change.track, ({ track }) => track) }
    case 'track_unpublished':
      return { ...state, tracks: state.tracks.filter(({ track }) => track !== change.track) }
    case 'chat_posted':
    case 'chat_edited':
    case 'chat_removed':
    case 'chat_reacted':
      return withChat(state, applyChat(state.chat, change))
    case 'permissions_changed':
      return { ...state, permissions: change.permissions }
    case 'lobby_switched':
      return { ...state, lobby: change.on }
    case 'lock_switched':
      return { ...state, locked: change.on }
    case 'spotlight_changed':
      return { ...state, spotlight: change.participants }
    case 'file_limit_changed':
      return { ...state, file_limit: change.limit }
    case 'hand_raised':
    case 'hand_lowered':
    case 'all_hands_lowered':
    case 'poll_created':
    case 'poll_voted':
    case 'poll_closed':
    case 'poll_reopened':
    case 'poll_removed':
    case 'timer_changed':
      return applyTools(state, change)
    case 'ended':
      return { ...state, ended: true }
  }
}

/** The list with this item in the place of the one with the same id, or at the end. */
function put<Item>(items: readonly Item[], item: Item, idOf: (item: Item) => number): Item[] {
  const at = items.findIndex((other) => idOf(other) === idOf(item))
  return at < 0 ? [...items, item] : items.with(at, item)
}

function withParticipant(
  state: MeetingState,
  id: number,
  change: (participant: Participant) => Participant,
): MeetingState {
  return {
    ...state,
    participants: state.participants.map((participant) =>
      participant.participant === id ? change(participant) : participant,
    ),
  }
}

function withoutDeputy(
  state: MeetingState,
  who: number,
): Pick<MeetingState, 'deputies' | 'unreached' | 'unwilling' | 'wished_deputy'> {
  const others = (them: readonly number[]) => them.filter((participant) => participant !== who)
  return {
    deputies: others(state.deputies),
    unreached: others(state.unreached),
    unwilling: others(state.unwilling),
    wished_deputy: state.wished_deputy === who ? null : (state.wished_deputy ?? null),
  }
}

/** Everybody's link is lost with the host that is gone, and comes back at the new one. */
function withHost(state: MeetingState, { participant: host, before, term }: HostChanged): MeetingState {
  const roleOf = ({ participant, role }: Participant) =>
    participant === host ? 'host' : participant === before ? 'co_host' : role
  return {
    ...state,
    term,
    deputies: [],
    unreached: [],
    unwilling: [],
    wished_deputy: state.wished_deputy === host ? null : (state.wished_deputy ?? null),
    participants: state.participants.map((one) => ({ ...one, role: roleOf(one), connected: false })),
  }
}

function withChat(state: MeetingState, chat: ChatMessage[]): MeetingState {
  if (chat.length <= CHAT_KEPT) return { ...state, chat }
  return { ...state, chat: chat.slice(-CHAT_KEPT), chat_before: true }
}

/** The state with an older page of chat before what it has; `more`: there are still older ones. */
export function withOlderChat(state: MeetingState, page: readonly ChatMessage[], more: boolean): MeetingState {
  const oldest = state.chat[0]?.entry ?? Number.POSITIVE_INFINITY
  return { ...state, chat: [...page.filter(({ entry }) => entry < oldest), ...state.chat], chat_before: more }
}

/** The track with which this participant publishes the source now, if any. */
export function trackOf(state: MeetingState, participant: number, source: Track['source']): Track | undefined {
  return state.tracks.find((track) => track.participant === participant && track.source === source)
}
