/** Colours (hue in degrees) that stay apart from each other and from the red of warnings. */
const HUES = [205, 265, 165, 320, 28, 235, 140, 290, 185, 48]

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One or two characters that stand for a name; a whole emoji, and one character for a name in CJK. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean)
  const first = firstCharacter(words[0] ?? '')
  if (first === '') return '?'
  const last = words.length > 1 ? firstCharacter(words[words.length - 1] ?? '') : ''
  return /^\p{Letter}/u.test(first) && !isWide(first) && /^\p{Letter}/u.test(last) && !isWide(last)
    ? (first + last).toLocaleUpperCase()
    : first.toLocaleUpperCase()
}

function firstCharacter(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment
  return ''
}

function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character)
}

/** A hue that is the same for the same person in every window. */
export function hueOf(participant: number): number {
  return HUES[participant % HUES.length] ?? 205
}
