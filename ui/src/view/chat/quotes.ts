import { m } from '../../i18n'
import type { Quote } from '../../state/chat/replies'

/** What is quoted, without its name. */
export function quoted(quote: Quote): string {
  if (quote.kind === 'text') return quote.text
  return quote.kind === 'removed' ? m.chat_quote_removed() : m.chat_quote_earlier()
}

/** The whole in one line, for screen readers and files. */
export function quoteLine(quote: Quote): string {
  return quote.kind === 'earlier' ? m.chat_quote_earlier() : m.chat_quote({ name: quote.name, text: quoted(quote) })
}
