/**
 * Which signs people mean as Markdown, and which are part of what they write: docs/chat-text.md has the rules. In doubt a
 * sign is part of the text, where it does no harm.
 */

/** Scripts that put no spaces between words, so that a sign may stand right beside a letter. */
const DENSE =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
/** Punctuation of those scripts, emoji, and what they are made of. */
const LOOSE = `${DENSE}\\u3000-\\u303f\\uff00-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\p{Extended_Pictographic}\\ufe0f`

const QUOTES = `"'\\p{Pi}\\p{Pf}`
/** A dash, but not the minus of the keyboard. */
const DASHES = '‐-―'

const BEFORE = new RegExp(`[\\s([„‚¿¡${QUOTES}${DASHES}${LOOSE}]$`, 'u')
const BEFORE_BOLD = new RegExp(`[:,;!?|]$|${BEFORE.source}`, 'u')
const AFTER = new RegExp(`^[\\s)\\].,:;!?…%${QUOTES}${DASHES}${LOOSE}\\u060c\\u061b\\u061f\\u06d4\\u05be\\u0964]`, 'u')
const AFTER_BOLD = new RegExp(`^[\\-/|}]|${AFTER.source}`, 'u')
/** A sign that ends a sentence or begins an extension: with a letter behind it, it is the latter. */
const EXTENSION = /^[.:,;!?][\p{Script=Latin}\p{Nd}]/u

const LETTER = /[\p{L}\p{Extended_Pictographic}]/u
const FIRST = new RegExp(`^[\\p{L}\\p{Nd}\\p{M}([¿¡"'„‚\\p{Pi}${LOOSE}]`, 'u')
const FIRST_BOLD = new RegExp(`^(?:[-+#@$€£¥§&~.]{1,2}[\\p{L}\\p{Nd}]|${FIRST.source.slice(1)})`, 'u')
// German ends with the sign that begins in English.
const LAST = new RegExp(`[\\p{L}\\p{N}\\p{M})\\]"'\\p{Pf}“‘.,:;!?…%‰°€$£¥+#${LOOSE}]$`, 'u')

/** Letters and digits beside which no code begins or ends: don`t. */
const WORD = /[\p{L}\p{N}]/u
const DENSE_ONE = new RegExp(`[${DENSE}]`, 'u')
const DENSE_FIRST = new RegExp(`^[${DENSE}]`, 'u')
const DENSE_END = new RegExp(`[${DENSE}]$`, 'u')

/** A line with an option of a command (`-x`, `--all`), and one that gives something a value. */
const OPTION = /(?:^|\s)--?[A-Za-z][\w-]*(?=[\s=]|$)/
const VALUE =
  /^\s*(?:(?:export|const|let|var|final|auto|static|local|my|set) +)*[\w.$[\]'"]+(?:\s*:\s*[\w<>[\]]+)?\s*[-+*/|&%.]?=(?![=>])\s*\S/
const COMMAND = /^\s*(?:echo|kill|sudo|export)\s/
/** What a line of a terminal or a program looks like, in which no sign is Markdown. */
const PROGRAM =
  /^\s*(?:\$|>>>|PS [A-Z]:\\\S*>|[A-Z]:\\[^>]*>|[\w.-]+@[\w.-]+[:~][^#$]*[$#]|In \[\d+\]:)\s|[^\s;]\s*;\s*$|[^:;\s]\s*\{\s*$|\*\/\s*$|^\s*(?:\/\/|\/\*|#include\b|#!)|^\s*[}\])]+[;,]?\s*$|^(?: {4}|\t)\s*(?![-*+•\s]|\d+[.)]\s)/

/** SQL, whose names stand in backticks. */
const SQL =
  /^\s*(?:\w+> *)?(?:select\b.+\bfrom\s+[`\w]+(?:[.;`]|\s*$|\s+(?:where|join|order|group|limit)\b)|insert\s+into\s+\S|update\s+\S+\s+set\s|delete\s+from\s+\S|(?:create|alter|drop)\s+(?:table|database|index|view)\s)/iu

/** What faces are drawn of: neither letters nor what stands in and around sentences. */
const DRAWN = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Cf}\s.,:;!?¿¡…"'„‚\p{Pi}\p{Pf}]/gu

export interface LineKind {
  /** Nothing in it is Markdown. */
  program: boolean
  /** A single `*` or `_` is none. */
  single: boolean
  /** A single backtick is none. */
  code: boolean
}

export function kindOf(line: string): LineKind {
  const value = VALUE.test(line)
  return {
    program: PROGRAM.test(line) || SQL.test(line),
    single: !value && !OPTION.test(line),
    code: !value && !COMMAND.test(line),
  }
}

/** Whether a row of `count` signs between these two texts can begin something that is emphasised. */
export function begins(sign: string, count: number, before: string, after: string): boolean {
  const bold = count > 1
  if (sign === '_' && DENSE_END.test(before)) return false
  const beside = before === '' || (bold ? BEFORE_BOLD : BEFORE).test(before)
  if (!beside || (bold && /\d\s*$/.test(before) && /^\d/.test(after))) return false
  // Emphasis in emphasis.
  const inner = after.replace(sign === '*' ? /^_{1,2}/ : /^\*{1,3}/, '')
  return (bold ? FIRST_BOLD : FIRST).test(inner)
}

export function ends(sign: string, count: number, before: string, after: string): boolean {
  const whole = LAST.test(before.replace(/[*_`]+$/, '')) || /:\/\/\S+$/.test(before)
  if (!whole || (sign === '_' && DENSE_FIRST.test(after))) return false
  const beside = after === '' || (count > 1 ? AFTER_BOLD : AFTER).test(after)
  return beside && !EXTENSION.test(after)
}

/** Whether these words are emphasised by such signs, or are what they seem: a name of a program, a number, a pattern. */
export function isMeant(sign: string, count: number, words: string, before: string, after: string): boolean {
  // A sign alone in quotation marks: sep="*".
  if (isQuote(words.at(-1)) && words.at(-1) === after[0]) return false
  if (isQuote(words[0]) && words[0] === before.at(-1)) return false
  if (count === 1 && (!LETTER.test(words) || isFace(words))) return false
  // '*pattern*' in quotation marks.
  if (count === 1 && /["']$/.test(before) && before.at(-1) === after[0]) return false
  if (sign === '*' || /\s/u.test(words)) return true
  if (DENSE_ONE.test(words)) return true
  // `__init__`, `_id2_`, `_fileName_`, `_PATH_` are names; `_really_` is a word.
  return count === 1 && /^\P{Nd}+$/u.test(words) && !/\p{Ll}\p{Lu}|\p{Lu}{2}|[._/\\]\p{L}/u.test(words)
}

function isQuote(one: string | undefined): boolean {
  return one === '"' || one === "'"
}

/** `(o_o)`, `(:з」∠)`: there are more drawn signs than letters. */
function isFace(words: string): boolean {
  const drawn = words.match(DRAWN)?.length ?? 0
  return drawn > (words.match(/[\p{L}\p{N}\p{Extended_Pictographic}]/gu)?.length ?? 0)
}

export function codeBegins(before: string): boolean {
  const last = [...before.slice(-2)].at(-1) ?? ''
  return (!WORD.test(last) || DENSE_ONE.test(last)) && !/[=\\`$]/.test(last)
}

export function codeEnds(after: string): boolean {
  const first = [...after.slice(0, 2)][0] ?? ''
  // The `User`s.
  return !WORD.test(first) || DENSE_ONE.test(first) || /^(?:s|es|n)(?![\p{L}\p{N}])/u.test(after)
}

/** Words quote; numbers, smileys, prompts and lines of logs do not. */
const QUOTED =
  /^(?:[*_`]{0,3}["'„“«»「『《¿¡]?(?:\p{Extended_Pictographic}\ufe0f?\s*)?[*_`]{0,3}(?=\p{L})(?!\S*[@/\\=$|]|\S*[\p{L}]\.\S)|https?:)/u

/** Whether these words behind `> ` at the beginning of a line are the beginning of a quotation. */
export function quotes(words: string): boolean {
  return QUOTED.test(words)
}
