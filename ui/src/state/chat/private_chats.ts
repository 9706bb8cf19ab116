import type { ChatMessage, Conversation, MeetingState, Participant, PrivateEntries, Welcome } from '../../wire/messages'
import { applyPrivate, type Conversations, concerned, withNames, withOlder, withSnapshots } from '../log/chat_fold'
import { Store } from '../store'

interface Listener {
  /** Somebody, or oneself, posted this just now, when these were there. */
  posted(place: number, message: ChatMessage, participants: readonly Participant[]): void
  /** Messages of this conversation to be kept. */
  keep(messages: readonly ChatMessage[], conversation: Conversation): void
}

/** The private conversations of this window's participant. */
export class PrivateChats {
  readonly view = new Store<Conversations>(new Map())
  readonly #listener: Listener

  constructor(listener: Listener) {
    this.#listener = listener
  }

  /** `state` is the meeting's after the welcome. Throws RangeError if entries are missing. */
  welcomed(welcome: Welcome, state: MeetingState): void {
    if (welcome.state) this.view.set(new Map())
    const snapshots = welcome.conversations
    this.view.set(withSnapshots(this.view.get(), snapshots))
    for (const snapshot of snapshots) this.#listener.keep(snapshot.chat, snapshot)
    for (const news of welcome.private) this.told(news, state.participants)
    this.named(state.participants)
  }

  /** Throws RangeError if entries before these are missing. */
  told(news: PrivateEntries, participants: readonly Participant[]): void {
    const place = news.participant
    const before = this.view.get()
    const known = before.get(place)?.entry ?? 0
    const name = participants.find(({ participant }) => participant === place)?.name ?? ''
    const after = applyPrivate(before, news, name)
    this.view.set(after)
    const conversation = after.get(place)
    for (const { number, change } of news.entries) {
      if (number <= known || conversation === undefined) continue
      const message = concerned(conversation.chat, change)
      if (message) this.#listener.keep([message], conversation)
      if (change.change === 'chat_posted') this.#listener.posted(place, change.message, participants)
    }
  }

  /** Names as they are now: to be said also before somebody goes, whose last one is kept. */
  named(participants: readonly Participant[]): void {
    this.view.set(withNames(this.view.get(), participants))
  }

  older(participant: number, page: readonly ChatMessage[], more: boolean): void {
    this.view.set(withOlder(this.view.get(), participant, page, more))
    const conversation = this.view.get().get(participant)
    if (conversation) this.#listener.keep(page, conversation)
  }
}
