import { DEFAULTS } from '../wire/defaults'
import type {
  Change,
  ClientMessage,
  CreatePoll,
  HostMessage,
  MeetingState,
  OwnBallot,
  Poll,
  Vote,
} from '../wire/messages'
import type { GalleryOptions } from './options'

const MINUTE = 60

/** What the tools show in an invented meeting, by the gallery's states `hands`, `polls` and `timer`. */
export function toolsOf(state: MeetingState, { states }: GalleryOptions): Partial<MeetingState> {
  const ids = state.participants.map(({ participant }) => participant)
  const [me = 1, second = 1, third = 1, fourth = 1] = ids
  const name = (id: number): string => state.participants.find(({ participant }) => participant === id)?.name ?? ''
  const ballot = (participant: number, ...options: number[]) => ({ participant, name: name(participant), options })
  const poll = (number: number, change: Partial<Poll>): Poll => ({
    ...DEFAULTS.Poll,
    poll: number,
    participant: second,
    name: name(second),
    question: '',
    options: [],
    multiple: false,
    anonymous: false,
    live: true,
    ...change,
  })
  const polls = [
    poll(901, {
      question: 'How was the last sprint?',
      options: ['Good', 'So so', 'Bad'],
      anonymous: true,
      live: false,
      open: false,
      voters: 7,
      counts: [4, 2, 1],
    }),
    poll(902, {
      question: '下周的会议安排在什么时候比较合适？',
      options: ['星期二 10:00', '星期四 15:30'],
      anonymous: true,
      live: false,
      voters: 3,
    }),
    poll(903, {
      participant: me,
      name: name(me),
      question: 'Which days would suit everybody for the workshop about the new planning tool?',
      options: ['Tuesday', 'Wednesday', 'Thursday after the break, if the large room is free by then'],
      multiple: true,
      voters: 3,
      counts: [2, 0, 3],
      ballots: [ballot(second, 0, 2), ballot(third, 2), ballot(fourth, 0, 2)],
    }),
  ]
  return {
    ...(states.includes('hands') ? { hands: [third, me, fourth] } : {}),
    ...(states.includes('polls') ? { polls } : {}),
    ...(states.includes('timer') ? { timer: { seconds: 5 * MINUTE, left: 4 * MINUTE + 5, ends_at: null } } : {}),
  }
}

/** The gallery's host carries out whatever is asked for. */
export class FakeTools {
  readonly #state: MeetingState
  readonly #enter: (change: Change) => void
  readonly #tell: (message: HostMessage) => void
  readonly #ballots = new Map<number, OwnBallot>()
  #notes = 0
  /** What is written into the notes is too much. */
  #noNotes = false

  constructor(state: MeetingState, enter: (change: Change) => void, tell: (message: HostMessage) => void) {
    this.#state = state
    this.#enter = enter
    this.#tell = tell
  }

  show({ states }: GalleryOptions): void {
    this.#noNotes = states.includes('no-notes')
    if (states.includes('reactions')) {
      for (const { participant } of this.#state.participants.slice(0, 3)) {
        this.#tell({ type: 'reacted', participant, reaction: participant === 2 ? 'clap' : 'celebrate' })
      }
    }
  }

  answer(message: ClientMessage): void {
    const now = Date.now() / 1_000
    switch (message.type) {
      case 'raise_hand':
        this.#enter({ change: 'hand_raised', participant: 1 })
        break
      case 'lower_hand':
        this.#enter({ change: 'hand_lowered', participant: 1, by: null })
        break
      case 'lower_others_hand':
        this.#enter({ change: 'hand_lowered', participant: message.participant, by: 1 })
        break
      case 'lower_all_hands':
        this.#enter({ change: 'all_hands_lowered', by: 1 })
        break
      case 'send_reaction':
        this.#tell({ type: 'reacted', participant: 1, reaction: message.reaction })
        break
      case 'create_poll':
        this.#create(message)
        break
      case 'vote':
        this.#vote(message)
        break
      case 'close_poll':
        this.#enter({ change: 'poll_closed', poll: message.poll, voters: 1, counts: [], ballots: [], by: 1 })
        break
      case 'reopen_poll':
        this.#enter({ change: 'poll_reopened', poll: message.poll, by: 1 })
        break
      case 'remove_poll':
        this.#enter({ change: 'poll_removed', poll: message.poll, by: 1 })
        break
      case 'start_timer': {
        const { seconds } = message
        this.#enter({ change: 'timer_changed', timer: { seconds, left: seconds, ends_at: now + seconds }, by: 1 })
        break
      }
      case 'extend_timer': {
        const { timer } = this.#state
        const { seconds } = message
        if (timer) {
          const longer = { ...timer, seconds: timer.seconds + seconds, left: timer.left + seconds }
          this.#enter({ change: 'timer_changed', timer: longer, by: 1 })
        }
        break
      }
      case 'reset_timer':
        this.#enter({ change: 'timer_changed', timer: null, by: 1 })
        break
      case 'read_notes':
        if (message.reading) this.#tell({ ...DEFAULTS.Notes, type: 'notes', updates: [], whole: true })
        break
      case 'write_notes':
        if (!this.#noNotes)
          this.#tell({ ...DEFAULTS.Notes, type: 'notes', updates: [{ number: ++this.#notes, update: message.update }] })
        else {
          this.#tell({
            ...DEFAULTS.Stopped,
            type: 'stopped',
            participant: 1,
            name: '',
            reason: 'notes_mistakes',
            what: 'notes',
          })
          this.#tell({ ...DEFAULTS.ErrorMessage, type: 'error', id: message.id, code: 'notes_stopped' })
        }
        break
    }
  }

  #create({ question, options, multiple = false, anonymous = false, live = true }: CreatePoll): void {
    const asked = { question, options, multiple, anonymous, live }
    const poll: Poll = { ...DEFAULTS.Poll, ...asked, poll: 5_000, participant: 1, name: 'Mira' }
    this.#enter({ change: 'poll_created', poll: { ...poll, counts: live ? options.map(() => 0) : [] } })
  }

  #vote({ poll, options }: Vote): void {
    this.#ballots.set(poll, { poll, options, settled: false })
    this.#tell({ type: 'ballots', ballots: [...this.#ballots.values()] })
  }
}
