import type { ChatMessage, Emoji, Participant } from '../../wire/messages'
import type { ChatPlace } from '../log/chat_fold'
import type { Answer, NewRequest } from '../log/requests'
import { namesOf } from '../people/names'
import { Store } from '../store'

/** Own removed messages whose text this window remembers, so that a removal by mistake can be undone. */
const REMEMBERED = 50

export interface Editing {
  place: ChatPlace
  message: ChatMessage
}

/** What this person does to messages that are there: edit, remove, react. Every request rejects with a ProblemError. */
export class ChatActions {
  readonly editing = new Store<Editing | null>(null)
  /** Which message is answered by what is being written, by place. */
  readonly replies = new Store<ReadonlyMap<ChatPlace, number>>(new Map())
  /** Texts of own messages that were removed in this window, by `keyOf`; a removal can be undone. */
  readonly removed = new Store<ReadonlyMap<string, string>>(new Map())
  /** Names of people who have left: they may have reacted. */
  readonly gone = new Map<number, string>()
  readonly #ask: (request: NewRequest) => Promise<Answer>

  constructor(ask: (request: NewRequest) => Promise<Answer>) {
    this.#ask = ask
  }

  /** Begins to edit the last own message of this place that is still there; says whether there is one. */
  editLast(place: ChatPlace, messages: readonly ChatMessage[], me: number | null): boolean {
    const message = messages.findLast(
      ({ participant, removed_by, file }) => participant === me && (removed_by ?? null) === null && !file,
    )
    if (message) this.editing.set({ place, message })
    return message !== undefined
  }

  /** What is being written here answers this message. */
  reply(place: ChatPlace, message: number): void {
    this.editing.set(null)
    this.replies.update((replies) => new Map(replies).set(place, message))
  }

  /** What is being written here answers nothing. */
  takeReplyBack(place: ChatPlace): void {
    this.replies.update((replies) => new Map([...replies].filter(([other]) => other !== place)))
  }

  async edit(place: ChatPlace, message: number, text: string): Promise<void> {
    await this.#ask({ type: 'edit_chat', message, text, to: place })
  }

  /** Removes an own message; `undo` brings it back. */
  async remove(place: ChatPlace, { entry, text, file }: ChatMessage): Promise<void> {
    await this.#ask({ type: 'remove_chat', message: entry, to: place })
    // A file is gone with its message; there is no text to bring back.
    const removed = [...this.removed.get(), ...(file ? [] : [[keyOf(place, entry), text] as const])]
    this.removed.set(new Map(removed.slice(-REMEMBERED)))
    if (this.editing.get()?.message.entry === entry) this.editing.set(null)
  }

  async undo(place: ChatPlace, message: number): Promise<void> {
    const key = keyOf(place, message)
    const text = this.removed.get().get(key)
    if (text === undefined) return
    await this.edit(place, message, text)
    this.removed.update((removed) => new Map([...removed].filter(([other]) => other !== key)))
  }

  /** Removes somebody else's message for everybody. */
  async takeDown(message: number): Promise<void> {
    await this.#ask({ type: 'take_down_chat', message })
  }

  /** Gives this reaction, or takes it back if it was given. */
  async react(place: ChatPlace, message: ChatMessage, emoji: Emoji, me: number | null): Promise<void> {
    const given = message.reactions?.find((one) => one.emoji === emoji)?.participants ?? []
    const on = me === null || !given.includes(me)
    await this.#ask({ type: 'react_to_chat', message: message.entry, emoji, on, to: place })
  }

  left(person: Participant | undefined): void {
    if (person) this.gone.set(person.participant, person.name)
  }

  /** Those who reacted, as far as their names are known, oneself not; and whether there are others. */
  reactors(
    ids: readonly number[],
    people: readonly Participant[],
    me: number | null,
  ): { names: string[]; more: boolean } {
    const others = ids.filter((id) => id !== me)
    const names = others.map((id) => namesOf(people).get(id) ?? this.gone.get(id)).filter((name) => name !== undefined)
    return { names, more: names.length < others.length }
  }
}

export function keyOf(place: ChatPlace, message: number): string {
  return `${place ?? 'all'} ${message}`
}
