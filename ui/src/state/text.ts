import { LinkifyIt } from 'linkify-it'

/** A stretch of chat text: plain, or a link to be opened in the system browser. Always shown as text, never as markup. */
export interface Segment {
  text: string
  /** `http:` or `https:` address; null for plain text. */
  url: string | null
}

const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, fuzzyIP: true })
finder.add('ftp:', null).add('mailto:', null).add('//', null)

export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = []
  let at = 0
  for (const match of finder.match(text) ?? []) {
    if (!/^https?:\/\//i.test(match.url)) continue
    if (match.index > at) segments.push({ text: text.slice(at, match.index), url: null })
    segments.push({ text: match.raw, url: match.url })
    at = match.lastIndex
  }
  if (at < text.length) segments.push({ text: text.slice(at), url: null })
  return segments
}
