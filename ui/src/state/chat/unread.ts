import type { ChatMessage } from '../../wire/messages'
import type { ChatPlace } from '../log/chat_fold'
import { Store } from '../store'

/** How many messages were not read yet, place by place. Looking at a place makes its messages read. */
export class Unread {
  readonly counts = new Store<ReadonlyMap<ChatPlace, number>>(new Map())
  readonly #seen = new Map<ChatPlace, number>()
  #looking: ChatPlace | undefined
  /** Where the latest message is that nobody had read when it came. */
  #latest: ChatPlace | undefined

  /** The messages of this place are being looked at; undefined: no chat is. */
  look(place: ChatPlace | undefined): void {
    this.#looking = place
    if (place !== undefined) this.#set(place, 0)
  }

  /** Where somebody who opens the chat finds what it was opened for: the newest message that was not read; undefined: all
   *  were. */
  newest(): ChatPlace | undefined {
    const counts = this.counts.get()
    if (this.#latest !== undefined && (counts.get(this.#latest) ?? 0) > 0) return this.#latest
    return [...counts].find(([, count]) => count > 0)?.[0]
  }

  looksAt(place: ChatPlace): boolean {
    return this.#looking === place
  }

  /** These messages are there now, whether or not they were known before; `old`: nobody need be told of them. */
  known(place: ChatPlace, messages: readonly ChatMessage[], me: number | null, old = false): void {
    let seen = this.#seen.get(place) ?? 0
    let count = this.counts.get().get(place) ?? 0
    for (const { entry, participant } of messages) {
      if (entry <= seen) continue
      seen = entry
      if (participant === me || place === this.#looking || old) continue
      count++
      this.#latest = place
    }
    this.#seen.set(place, seen)
    this.#set(place, count)
  }

  #set(place: ChatPlace, count: number): void {
    const counts = this.counts.get()
    if ((counts.get(place) ?? 0) !== count) this.counts.set(new Map(counts).set(place, count))
  }
}

export function totalOf(counts: ReadonlyMap<ChatPlace, number>): number {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}
