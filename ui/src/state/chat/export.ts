/** A chat as a file to keep: text, Markdown or HTML, with names and times. Pure. */

import { isolated } from '../../text/directions'
import type { ChatMessage } from '../../wire/messages'
import { escapedMarkdown, markdownFrom } from './export_markdown'

export type ExportFormat = 'txt' | 'md' | 'html'

export const EXPORT_FORMATS: readonly ExportFormat[] = ['txt', 'md', 'html']

const TYPES: Record<ExportFormat, string> = { txt: 'text/plain', md: 'text/markdown', html: 'text/html' }

export interface ExportWords {
  /** Of the page: the meeting's title and whose chat it is. */
  title: string
  language: string
  /** Milliseconds since the Unix epoch, as the person's language writes it. */
  time(at: number): string
  edited: string
  removed(message: ChatMessage): string
  /** What a file is called in place of its content. */
  file(message: ChatMessage): string
  /** Which message is answered, in one line; undefined: one that is not there. */
  quote(original: ChatMessage | undefined): string
  /** The message that this one answers, where chats of several places are together and numbers do not tell. */
  answered?(message: ChatMessage): ChatMessage | undefined
  /** What is to be said of a message beside who wrote it; empty: nothing. */
  remark?(message: ChatMessage): string
}

export function exported(messages: readonly ChatMessage[], format: ExportFormat, words: ExportWords): Blob {
  const write = { txt: asText, md: asMarkdown, html: asHtml }[format]
  return new Blob([write(messages, words)], { type: `${TYPES[format]};charset=utf-8` })
}

/** A name for the file that every system takes: letters, digits and marks of any script, and single spaces between. */
export function exportName(title: string, at: Date, format: ExportFormat): string {
  const plain = title
    .normalize('NFC')
    .replace(/(?![\u200c\u200d](?<=[\p{L}\p{M}].)\p{L})[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0'))
  return `${[...plain].slice(0, 60).join('').trim()} ${day.join('-')}.${format}`.trim()
}

export function asText(messages: readonly ChatMessage[], words: ExportWords): string {
  const quote = quotes(messages, words)
  const lines = messages.map((message) => {
    const answered = quote(message)
    return `[${headOf(message, words)}]\n${answered && `> ${answered}\n`}${bodyOf(message, words)}\n`
  })
  return `${isolated(words.title)}\n\n${lines.join('\n')}`
}

/** Texts are Markdown as far as they were meant so; everything else is shown as it was written. */
export function asMarkdown(messages: readonly ChatMessage[], words: ExportWords): string {
  const quote = quotes(messages, words)
  const blocks = messages.map((message) => {
    const answered = quote(message)
    const body = isText(message) ? markdownFrom(message.text) : `*${escapedMarkdown(bodyOf(message, words))}*`
    const above = answered && `> ${escapedMarkdown(answered)}\n\n`
    return `**${escapedMarkdown(headOf(message, words))}**\n\n${above}${body}\n${reactionsOf(message)}`
  })
  return `# ${escapedMarkdown(words.title)}\n\n${blocks.join('\n---\n\n')}`
}

export function asHtml(messages: readonly ChatMessage[], words: ExportWords): string {
  const quote = quotes(messages, words)
  const articles = messages.map((message) => {
    const answered = quote(message)
    const above = answered && `<blockquote dir="auto">${escaped(answered)}</blockquote>`
    const at = new Date(message.at * 1_000).toISOString()
    const edited = isText(message) && message.edited_at ? ` (${escaped(words.edited)})` : ''
    const remark = words.remark?.(message) ?? ''
    const said = remark && ` <i dir="auto">${escaped(remark)}</i>`
    const head = `<b dir="auto">${escaped(message.name)}</b> <time datetime="${at}">${escaped(words.time(message.at * 1_000))}</time>${said}${edited}`
    const body = escaped(isText(message) ? message.text : bodyOf(message, words)) + escaped(reactionsOf(message))
    return `<article><p>${head}</p>${above}<p dir="auto" class="text">${body}</p></article>`
  })
  return `<!doctype html>
<html lang="${escaped(words.language)}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(words.title)}</title>
<style>body{max-width:44em;margin:2em auto;font:16px/1.5 sans-serif}.text{white-space:pre-wrap}time{color:#666}blockquote{margin:0;padding-left:1em;border-left:3px solid #999;color:#555}</style>
<h1 dir="auto">${escaped(words.title)}</h1>
${articles.join('\n')}
</html>
`
}

/** Of a message: which one it answers, in one line; empty for one that answers none, or was removed. */
function quotes(messages: readonly ChatMessage[], words: ExportWords): (message: ChatMessage) => string {
  const known = new Map(messages.map((message) => [message.entry, message]))
  return (message) => {
    const { reply_to = 0, removed_by = null } = message
    if (reply_to === 0 || removed_by !== null) return ''
    return words.quote(words.answered ? words.answered(message) : known.get(reply_to))
  }
}

function isText(message: ChatMessage): boolean {
  return (message.removed_by ?? null) === null && !message.file
}

function headOf(message: ChatMessage, words: ExportWords): string {
  const edited = isText(message) && message.edited_at ? `, ${words.edited}` : ''
  const remark = words.remark?.(message) ?? ''
  return `${words.time(message.at * 1_000)} ${isolated(message.name)}${remark && `, ${isolated(remark)}`}${edited}`
}

function bodyOf(message: ChatMessage, words: ExportWords): string {
  if ((message.removed_by ?? null) !== null) return words.removed(message)
  return message.file ? words.file(message) : `${message.text}${reactionsOf(message)}`
}

function reactionsOf({ reactions = [] }: ChatMessage): string {
  if (reactions.length === 0) return ''
  return `\n${reactions.map(({ emoji, participants }) => `${emoji} ${participants.length}`).join('  ')}\n`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)
}
