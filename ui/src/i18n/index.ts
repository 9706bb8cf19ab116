/** Texts in the person's language. `m.key()` gives the text; the language can change while the page is shown. */

import type { Problem } from '../wire/messages'
import * as m from './generated/messages'
import { baseLocale, isLocale, type Locale, locales, overwriteGetLocale } from './generated/runtime'

export { baseLocale, isLocale, type Locale, locales, m, overwriteGetLocale }

type Sentence = (detail: Record<string, string | number>) => string

const byKey = m as unknown as Record<string, Sentence | undefined>

/** The sentence for a stable error code. */
export function sentenceFor(problem: Problem): string {
  const sentence = byKey[`error_${problem.code}`] ?? byKey.error_internal
  return sentence ? sentence(problem.detail ?? {}) : problem.code
}

export function isErrorCode(text: string): boolean {
  return `error_${text}` in byKey
}
