import { DEFAULTS } from '../../wire/defaults'
import type { Change, ChatMessage, Entry, MeetingState, Participant, Track } from '../../wire/messages'
import type { FilesAround } from '../chat/files'
import type { Step } from '../log/feed'
import { FOLD_VERSION } from '../log/fold'

export const ME = 2

/** For what has nothing to do with files. */
export const NO_FILES: FilesAround = {
  carrier: () => ({ order: () => undefined, stop: () => undefined }),
  url: '',
  save: () => undefined,
  pictureOf: () => Promise.resolve('none'),
}

export function participant(id: number, change: Partial<Participant> = {}): Participant {
  return {
    participant: id,
    name: `Person ${id}`,
    role: id === 1 ? 'host' : 'participant',
    joined_at: 0,
    ...DEFAULTS.Participant,
    ...change,
  }
}

export function state(change: Partial<MeetingState> = {}): MeetingState {
  return {
    version: FOLD_VERSION,
    meeting: 'ab'.repeat(16),
    title: 'Test',
    started_at: 0,
    entry: 10,
    participants: [participant(1), participant(ME)],
    tracks: [],
    chat: [],
    chat_before: false,
    ...DEFAULTS.MeetingState,
    ...change,
  }
}

export function entry(number: number, change: Change): Entry {
  return { number, at: number, change }
}

/** As parts are told of a change, by somebody who reads as `ME`. */
export function step(change: Change, before = state(), after = before): Step {
  return { entry: entry(before.entry + 1, change), before, after, me: ME }
}

export function message(number: number, change: Partial<ChatMessage> = {}): ChatMessage {
  return {
    entry: number,
    participant: 1,
    name: 'Person 1',
    ref: `ref-${number}`,
    text: `text ${number}`,
    at: number,
    ...change,
  }
}

export function track(id: number, participantId: number, source: Track['source'], change: Partial<Track> = {}): Track {
  const codec = source === 'microphone' || source === 'screen_audio' ? 'opus' : 'vp8'
  return { track: id, participant: participantId, source, codec, muted: false, layers: [], ...change }
}

/** Lets everything that is due now happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
