/** Texts in the person's language. `m.key()` gives the text; the language can change while the page is shown. What is put
 *  into one may be a name or words of somebody else: however it is written, the sentence around it keeps its order. */

import { isolated } from '../text/directions'
import type { Finding, Problem } from '../wire/messages'
import * as messages from './generated/messages/_index'
import { baseLocale, isLocale, type Locale, locales, overwriteGetLocale } from './generated/runtime'

type Details = Record<string, string | number>
type Message = (details?: Details, options?: object) => string

function isolating(message: Message): Message {
  return (details = {}, options) => {
    if (!Object.values(details).some((one) => typeof one === 'string' && isolated(one) !== one))
      return message(details, options)
    return message(new Proxy(details, ISOLATED), options)
  }
}

const ISOLATED: ProxyHandler<Details> = {
  get: (details, name) => {
    const one = details[String(name)]
    return typeof one === 'string' ? isolated(one) : one
  },
}

const m = Object.fromEntries(
  Object.entries(messages).map(([key, message]) => [key, isolating(message as unknown as Message)]),
) as unknown as typeof messages

export { baseLocale, isLocale, type Locale, locales, m, overwriteGetLocale }

/** The language that fits a tag such as `zh-TW` best: that very one, one of the same language elsewhere, or English. */
export function bestLocale(tag: string): Locale {
  const wanted = tag.toLowerCase()
  const primary = (one: string): string => one.toLowerCase().split('-')[0] ?? ''
  return (
    locales.find((one) => one.toLowerCase() === wanted) ??
    locales.find((one) => primary(one) === primary(wanted)) ??
    baseLocale
  )
}

/** What a language calls itself, so that everybody finds theirs. */
export function ownName(locale: Locale): string {
  return m.language_name({}, { locale })
}

type Sentence = (detail: Record<string, string | number>) => string

const byKey = m as unknown as Record<string, Sentence | undefined>

/** A detail that did not come along must not read "undefined". */
const UNKNOWN_DETAIL: ProxyHandler<Record<string, string | number>> = {
  get: (detail, name) => detail[String(name)] ?? '?',
}

/** How texts name the browser that the page is in, the best name first; none: it is MeetDesk's own window. */
let here: readonly string[] = []

/** From now on advice is for this browser (`state/browser.ts`). */
export function speakOfBrowser(names: readonly string[]): void {
  here = names
}

/** A text that is another one in each browser: that of this one; undefined: there is none for it. */
export function textHere(key: string): string | undefined {
  const name = here.find((one) => `here_${key}_${one}` in byKey)
  return name === undefined ? undefined : byKey[`here_${key}_${name}`]?.({})
}

/** The sentence for a stable error code. */
export function sentenceFor(problem: Problem): string {
  const inBrowser = textHere(problem.code)
  if (inBrowser !== undefined) return inBrowser
  const sentence = byKey[`error_${problem.code}`] ?? byKey.error_internal
  return sentence ? sentence(new Proxy(problem.detail ?? {}, UNKNOWN_DETAIL)) : problem.code
}

/** What a check found, and what to do about it; no advice where all is well. */
export function wordsFor({ code, verdict, detail }: Finding): { sentence: string; advice: string } {
  const filled = new Proxy(detail, UNKNOWN_DETAIL)
  const text = (key: string): string => byKey[key]?.(filled) ?? ''
  return { sentence: text(`finding_${code}`) || code, advice: verdict === 'good' ? '' : text(`finding_${code}_do`) }
}

/** Name of a check. */
export function checkName(check: string): string {
  return byKey[`check_${check}`]?.({}) ?? check
}

export function isErrorCode(text: string): boolean {
  return `error_${text}` in byKey
}
