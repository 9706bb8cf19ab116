import type { MeetingState, Participant, Role } from '../../wire/messages'
import { namesOf } from './names'

/** One person as the tiles and the list show them. */
export interface Person {
  id: number
  /** With a number behind it, if others have the same. */
  name: string
  /** As it is. */
  ownName: string
  /** When this person came in, in seconds since the Unix epoch: a time of day. */
  joinedAt: number
  host: boolean
  role: Role
  me: boolean
  /** Its app carries the meeting on if the host's is gone. */
  deputy: boolean
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
  const names = namesOf(state.participants)
  const people = state.participants.map((one) => person(one, names.get(one.participant) ?? '', state, me))
  return [...people.filter((someone) => !someone.me), ...people.filter((someone) => someone.me)]
}

function person(participant: Participant, name: string, { tracks, deputies }: MeetingState, me: number): Person {
  const own = tracks.filter((track) => track.participant === participant.participant)
  const microphone = own.find(({ source }) => source === 'microphone')
  const camera = own.find(({ source }) => source === 'camera')
  return {
    id: participant.participant,
    name,
    ownName: participant.name,
    joinedAt: participant.joined_at,
    host: participant.role === 'host',
    role: participant.role,
    me: participant.participant === me,
    deputy: deputies.includes(participant.participant),
    connected: participant.connected,
    muted: !microphone || microphone.muted,
    audio: microphone?.track ?? null,
    video: camera && !camera.muted ? camera.track : null,
    screens: own.filter(({ source }) => source === 'screen').map(({ track }) => track),
  }
}

/** Those whose name has all the words that were typed, whatever their case and accents. All of them for none. */
export function found(people: readonly Person[], wanted: string): Person[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean)
  return people.filter(({ name }) => words.every((word) => plain(name).includes(word)))
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLocaleLowerCase()
}
