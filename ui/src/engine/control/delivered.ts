/** How far the log and the private conversations were delivered, to be said when coming back; 3.2 of the protocol. Pure. */

import type { HostMessage, LastPrivate } from '../../wire/messages'

/** As `hello` says it: `last_entry` and `last_private`. */
export interface Last {
  /** Null: nothing was delivered yet. */
  entry: number | null
  private: LastPrivate[]
}

/** What was handed to the page, as opposed to what was received: only that need not come again. */
export class Delivered {
  #entry: number | null
  readonly #private: Map<number, number>

  /** Goes on from what another one knew. */
  constructor(last: Last = { entry: null, private: [] }) {
    this.#entry = last.entry
    this.#private = new Map(last.private.map(({ participant, entry }) => [participant, entry]))
  }

  /** A copy, for the next hello. */
  get last(): Last {
    return {
      entry: this.#entry,
      private: [...this.#private].map(([participant, entry]) => ({ participant, entry })),
    }
  }

  /** To be called with every message that is handed on, in order. */
  take(message: HostMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#entry = message.state?.entry ?? message.entries?.at(-1)?.number ?? this.#entry
        if (message.state) this.#private.clear()
        for (const { participant, entry } of message.conversations) this.#private.set(participant, entry)
        for (const news of message.private) this.#news(news)
        break
      case 'entries':
        this.#entry = message.entries.at(-1)?.number ?? this.#entry
        break
      case 'private':
        this.#news(message.news)
        break
    }
  }

  #news({ participant, entries }: { participant: number; entries: readonly { number: number }[] }): void {
    const last = entries.at(-1)
    if (last) this.#private.set(participant, last.number)
  }
}
