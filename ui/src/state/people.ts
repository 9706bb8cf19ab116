import type { MeetingState, Participant, Role, Track } from '../wire/messages'

/** One person as the tiles and the list show them. */
export interface Person {
  id: number
  name: string
  host: boolean
  role: Role
  me: boolean
  connected: boolean
  /** No microphone, or muted. */
  muted: boolean
  /** The audio track, if one is published. */
  audio: number | null
  /** The camera's track, if it is published and on. */
  video: number | null
  /** The tracks of shared screens. */
  screens: readonly number[]
}

/** Everybody in the meeting in the order they joined, so that tiles do not move about; the own person last. */
export function peopleOf(state: MeetingState, me: number): Person[] {
  const people = state.participants.map((participant) => person(participant, state.tracks, me))
  return [...people.filter((someone) => !someone.me), ...people.filter((someone) => someone.me)]
}

function person(participant: Participant, tracks: readonly Track[], me: number): Person {
  const own = tracks.filter((track) => track.participant === participant.participant)
  const microphone = own.find(({ source }) => source === 'microphone')
  const camera = own.find(({ source }) => source === 'camera')
  return {
    id: participant.participant,
    name: participant.name,
    host: participant.role === 'host',
    role: participant.role,
    me: participant.participant === me,
    connected: participant.connected ?? true,
    muted: !microphone || microphone.muted,
    audio: microphone?.track ?? null,
    video: camera && !camera.muted ? camera.track : null,
    screens: own.filter(({ source }) => source === 'screen').map(({ track }) => track),
  }
}
