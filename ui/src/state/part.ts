import type { Entry, MeetingState } from '../wire/messages'

/** One entry of the log: the state before and after it, and who reads it. */
export interface Step {
  entry: Entry
  before: MeetingState
  after: MeetingState
  me: number
}

/** A part of the meeting in this window: the chat, the tools, the own devices. `Meeting` lists them once; all are told the
 * same, in the order of that list, and each takes what concerns it. */
export interface Part {
  /** The host answered this window's hello, or the link went. */
  setJoined?(joined: boolean): void
  /** An entry was applied; what the window shows has the state before it. */
  entered?(step: Step): void
  /** These entries were applied, and what the window shows has the state that they lead to. */
  settled?(state: MeetingState, me: number, steps: readonly Step[]): void
  /** The meeting is over for this window. */
  close?(): void | Promise<void>
}
