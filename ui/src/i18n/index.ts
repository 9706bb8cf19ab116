/** Texts in the person's language. `m.key()` gives the text; the language can change while the page is shown. */

import type { CheckName } from '../state/checks'
import type { Finding, Problem } from '../wire/messages'
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

/** What a check found, and what to do about it; no advice where all is well. */
export function wordsFor({ code, verdict, detail }: Finding): { sentence: string; advice: string } {
  const filled = new Proxy(detail ?? {}, UNKNOWN_DETAIL)
  const text = (key: string): string => byKey[key]?.(filled) ?? ''
  return { sentence: text(`finding_${code}`) || code, advice: verdict === 'good' ? '' : text(`finding_${code}_do`) }
}

/** Name of a check. */
export function checkName(check: CheckName): string {
  return byKey[`check_${check}`]?.({}) ?? check
}

export function isErrorCode(text: string): boolean {
  return `error_${text}` in byKey
}
