/** Texts in the person's language. `m.key()` gives the text; the language can change while the page is shown. */

import type { Problem } from '../wire/messages'
import * as m from './generated/messages'
import { baseLocale, isLocale, type Locale, locales, overwriteGetLocale } from './generated/runtime'

export { baseLocale, isLocale, type Locale, locales, m, overwriteGetLocale }

type Sentence = (detail: Record<string, string | number>) => string

const byKey = m as unknown as Record<string, Sentence | undefined>

/** A detail that did not come along must not read "undefined". */
const UNKNOWN_DETAIL: ProxyHandler<Record<string, string | number>> = {
  get: (detail, name) => detail[String(name)] ?? '?',
}

/** The sentence for a stable error code. */
export function sentenceFor(problem: Problem): string {
  const sentence = byKey[`error_${problem.code}`] ?? byKey.error_internal
  return sentence ? sentence(new Proxy(problem.detail ?? {}, UNKNOWN_DETAIL)) : problem.code
}

export function isErrorCode(text: string): boolean {
  return `error_${text}` in byKey
}
