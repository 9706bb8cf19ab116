import { linksIn } from './links'

/** A stretch of chat text: plain, or a link. Always shown as text, never as markup. */
export interface Segment {
  text: string
  /** `http:`, `https:` or `meetdesk:` address; null for plain text. */
  url: string | null
}

/** The text in stretches; joined they are the text again. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = []
  let at = 0
  for (const { start, end, url } of linksIn(text)) {
    if (start > at) segments.push({ text: text.slice(at, start), url: null })
    segments.push({ text: text.slice(start, end), url })
    at = end
  }
  if (at < text.length) segments.push({ text: text.slice(at), url: null })
  return segments
}
