import { m } from '../../i18n'
import type { Emoji } from '../../wire/messages'

/** Every reaction, in the order in which they are offered, and what it is called. */
const NAMES: Record<Emoji, () => string> = {
  '👍': m.emoji_thumbs_up,
  '❤️': m.emoji_heart,
  '😂': m.emoji_laughing,
  '🎉': m.emoji_party,
  '😮': m.emoji_surprised,
  '😢': m.emoji_sad,
  '👏': m.emoji_clapping,
  '🙏': m.emoji_thanks,
  '✅': m.emoji_done,
  '❌': m.emoji_no,
  '👎': m.emoji_thumbs_down,
  '🤔': m.emoji_thinking,
  '👀': m.emoji_looking,
  '💡': m.emoji_idea,
  '🔥': m.emoji_fire,
  '🚀': m.emoji_rocket,
}

export const EMOJI = Object.keys(NAMES) as Emoji[]

export function emojiName(emoji: Emoji): string {
  return NAMES[emoji]()
}
