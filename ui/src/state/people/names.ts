import { straight } from '../../text/directions'
import { codePoints, isVisible } from '../../text/visible'
import type { ChatMessage, Participant, Problem, Waiting } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'

/** Longest display name, in Unicode code points after normalisation. */
export const NAME_CHARACTERS = LIMITS.name_characters

// docs/protocol.md, 3.2
const CONTROL = /\p{Cc}/gu
/** Half of a surrogate pair: no Unicode text. */
const SURROGATE = /\p{Cs}/u

/** White space as Python's `re` knows it, which is not what JavaScript's `\s` is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are white space, too.
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu

/** The name as the host will normalise it (`meetdesk/core/texts.py`). */
export function normalisedName(name: string): string {
  const oneLine = straight(name.replace(WHITE_SPACE, ' ')).replace(CONTROL, '')
  return oneLine.normalize('NFC').replace(WHITE_SPACE, ' ').replace(/^ | $/g, '')
}

/** What a name would be refused for. */
export function nameProblem(name: string): Problem | null {
  if (SURROGATE.test(name)) return { code: 'name_invalid' }
  const normal = normalisedName(name)
  if (!isVisible(normal)) return { code: 'name_empty' }
  return codePoints(normal) > NAME_CHARACTERS ? { code: 'name_too_long', detail: { limit: NAME_CHARACTERS } } : null
}

/**
 * The names with a number behind each that several have: `Anna (1)`, `Anna (2)`, in the order given. All of them get one:
 * otherwise whoever takes the name of somebody who came later would look like the only one.
 */
export function toldApart(names: readonly string[]): string[] {
  const count = new Map<string, number>()
  for (const name of names) count.set(alike(name), (count.get(alike(name)) ?? 0) + 1)
  const given = new Map<string, number>()
  return names.map((name) => {
    const key = alike(name)
    if ((count.get(key) ?? 0) < 2) return name
    let number = given.get(key) ?? 0
    let shown: string
    // Somebody may really be called that.
    do shown = `${name} (${++number})`
    while (count.has(alike(shown)))
    given.set(key, number)
    return shown
  })
}

const known = new WeakMap<readonly Participant[], ReadonlyMap<number, string>>()

/** What everybody is called where people are chosen or named, by participant id; the same in every window. */
export function namesOf(participants: readonly Participant[]): ReadonlyMap<number, string> {
  let names = known.get(participants)
  if (!names) {
    const shown = toldApart(participants.map(({ name }) => name))
    names = new Map(participants.map(({ participant }, at) => [participant, shown[at] ?? '']))
    known.set(participants, names)
  }
  return names
}

/** Empty for somebody who is not there. */
export function shownName(participants: readonly Participant[], participant: number): string {
  return namesOf(participants).get(participant) ?? ''
}

/** The name that a message was written under; with a number, while there are others of it. */
export function writerOf(
  participants: readonly Participant[],
  { participant, name }: Pick<ChatMessage, 'participant' | 'name'>,
): string {
  const same = participants.some((one) => one.participant === participant && one.name === name)
  return same ? shownName(participants, participant) : name
}

/** What those are called with whom there are private conversations, by participant id: who left is told apart, too. */
export function partnersApart(
  participants: readonly Participant[],
  partners: readonly Pick<ChatMessage, 'participant' | 'name'>[],
): ReadonlyMap<number, string> {
  const there = namesOf(participants)
  const gone = partners.filter(({ participant }) => !there.has(participant))
  const shown = toldApart([...participants, ...gone].map(({ name }) => name)).slice(participants.length)
  const names = new Map(gone.map(({ participant }, at) => [participant, shown[at] ?? '']))
  return new Map(partners.map(({ participant: id }) => [id, there.get(id) ?? names.get(id) ?? '']))
}

/** Those who wait, told apart also from those who are in already. */
export function waitingApart(
  participants: readonly Participant[],
  waiting: readonly Waiting[],
): (Waiting & { ownName: string })[] {
  const shown = toldApart([...participants, ...waiting].map(({ name }) => name)).slice(participants.length)
  return waiting.map((one, at) => ({ ...one, ownName: one.name, name: shown[at] ?? one.name }))
}

/** Two names that look the same, but for case and what is invisible, have the same key. */
function alike(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Cf}+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
}

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
