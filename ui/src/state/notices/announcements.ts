import type { Drawers, ReactionKind } from '../../wire/messages'
import { Store } from '../store'

/** What only a screen reader says, since others see it. */
export type Announcement =
  | { kind: 'hand_raised'; name: string; place: number }
  | { kind: 'hand_lowered'; name: string }
  | { kind: 'hands_lowered' }
  | { kind: 'own_hand'; place: number }
  | { kind: 'own_hand_lowered' }
  | { kind: 'reacted'; names: readonly string[]; reaction: ReactionKind }
  | { kind: 'timer_over' }
  | { kind: 'drawing' | 'strokes_erased'; name: string }
  | { kind: 'board'; name: string; pages: number }
  | { kind: 'wrote'; name: string; text: string }
  | { kind: 'drawers'; name: string; who: Drawers }
  | { kind: 'own_drawn' | 'own_strokes_erased' }
  | { kind: 'entered'; title: string; people: number; microphone: boolean; camera: boolean }
  | { kind: 'own_microphone' | 'own_camera'; on: boolean }

/** What everybody sees at a glance, captions or not. */
const AT_A_GLANCE: readonly Announcement['kind'][] = ['entered', 'own_microphone', 'own_camera']

export function isAtAGlance({ kind }: Announcement): boolean {
  return AT_A_GLANCE.includes(kind)
}

/** Reactions within this time are said together, so that they do not talk over everything else. In milliseconds. */
const TOGETHER = 3_000

/** One at a time, the latest. */
export class Announcements {
  readonly latest = new Store<{ id: number; announcement: Announcement } | null>(null)
  readonly #reacted = new Map<ReactionKind, Set<string>>()
  #waiting: ReturnType<typeof setTimeout> | undefined
  #next = 1

  say(announcement: Announcement): void {
    this.latest.set({ id: this.#next++, announcement })
  }

  reacted(name: string, reaction: ReactionKind): void {
    const names = this.#reacted.get(reaction) ?? new Set()
    this.#reacted.set(reaction, names.add(name))
    this.#waiting ??= setTimeout(() => this.#sayReactions(), TOGETHER)
  }

  stop(): void {
    clearTimeout(this.#waiting)
  }

  #sayReactions(): void {
    this.#waiting = undefined
    // The one that most people showed; the others can be seen, and are nothing to wait for.
    const [most] = [...this.#reacted].sort(([, one], [, other]) => other.size - one.size)
    this.#reacted.clear()
    if (most) this.say({ kind: 'reacted', reaction: most[0], names: [...most[1]] })
  }
}
