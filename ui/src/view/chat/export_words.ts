/** What stands in saved chats besides what was written, in the person's language. */

import { m } from '../../i18n'
import type { ExportFormat, ExportWords } from '../../state/chat/export'
import { quoteOf } from '../../state/chat/replies'
import type { ChatMessage } from '../../wire/messages'
import { locale } from '../locale.svelte'
import { dayAndTime } from '../times'
import { quoteLine } from './quotes'
import { sizeOf } from './sizes'

export const EXPORT_LABELS: Record<ExportFormat, () => string> = {
  txt: m.export_text,
  md: m.export_markdown,
  html: m.export_html,
}

/** Of a message that was removed, to whom it is nobody's own. */
export function removedText(message: ChatMessage): string {
  return message.removed_by === message.participant ? m.chat_removed({ name: message.name }) : m.chat_removed_by_host()
}

export function exportWords(title: string): ExportWords {
  const language = locale()
  return {
    title,
    language,
    time: (at) => dayAndTime(at, language),
    edited: m.chat_edited(),
    removed: removedText,
    quote: (original) => quoteLine(quoteOf(original)),
    file: ({ file }) => m.file_label({ name: file?.name ?? '', size: sizeOf(file?.size ?? 0, language) }),
  }
}
