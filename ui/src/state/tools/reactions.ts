import type { ReactionKind } from '../../wire/messages'
import { Store } from '../store'

/** In the order in which they are offered. */
export const REACTIONS: readonly { kind: ReactionKind; emoji: string }[] = [
  { kind: 'thumbs_up', emoji: '👍' },
  { kind: 'clap', emoji: '👏' },
  { kind: 'heart', emoji: '❤️' },
  { kind: 'laugh', emoji: '😂' },
  { kind: 'surprise', emoji: '😮' },
  { kind: 'celebrate', emoji: '🎉' },
]

export interface Shown {
  id: number
  participant: number
  kind: ReactionKind
}

/** How long one is shown, in milliseconds. */
export const REACTION_SHOWN = 4_000
/** Of each person at a time; older ones make room. */
export const REACTIONS_SHOWN = 3

/** The reactions that are to be seen now. */
export class Reactions {
  readonly shown = new Store<readonly Shown[]>([])
  #next = 1

  show(participant: number, kind: ReactionKind): void {
    const one = { id: this.#next++, participant, kind }
    this.shown.update((shown) => {
      const own = shown.filter((other) => other.participant === participant)
      const surplus = own.slice(0, Math.max(0, own.length - REACTIONS_SHOWN + 1))
      return [...shown.filter((other) => !surplus.includes(other)), one]
    })
    setTimeout(() => this.shown.update((shown) => shown.filter(({ id }) => id !== one.id)), REACTION_SHOWN)
  }
}

export function emojiOf(kind: ReactionKind): string {
  return REACTIONS.find((one) => one.kind === kind)?.emoji ?? ''
}
