import { m } from '../../i18n'
import type { ReactionKind } from '../../wire/messages'

const NAMES: Record<ReactionKind, () => string> = {
  thumbs_up: m.reaction_thumbs_up,
  clap: m.reaction_clap,
  heart: m.reaction_heart,
  laugh: m.reaction_laugh,
  surprise: m.reaction_surprise,
  celebrate: m.reaction_celebrate,
}

/** What a reaction is called where it cannot be seen. */
export function reactionName(kind: ReactionKind): string {
  return NAMES[kind]()
}
