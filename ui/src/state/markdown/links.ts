/**
 * Addresses in chat text, as people write them on a LAN: with a scheme, with `www.`, or an IP address or host with its port.
 * `main.py`, `README.md` and `user.name` are names of files and people, and lead nowhere.
 */

/** `text.slice(start, end)` is the address as it was written; `url` is what it opens: `http:`, `https:` or `meetdesk:`. */
export interface FoundLink {
  start: number
  end: number
  url: string
}

const SCHEME = String.raw`(?<![a-z+])(?:https?:\/\/|meetdesk:\/\/|meetdesk:(?=join\b))`
const WWW = String.raw`(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}@._\-/\\])www\.(?=[\p{L}\p{N}])`
const NOT_BEFORE = String.raw`(?<![a-z0-9@._\-/\\%\]])`
const IPV4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}(?=[:/])`
const IPV6 = String.raw`\[[0-9a-f:.]{2,45}\](?=[:/])`
const HOST = String.raw`[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}(?=:\d)`
const BEGINNING = new RegExp(`${SCHEME}|${WWW}|${NOT_BEFORE}(?:${IPV4}|${IPV6}|${HOST})`, 'giu')

/** Letters of scripts that put no spaces between words: what is written right behind an address is the next word. */
const DENSE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u
/** Of RFC 3986, and braces, which people use for what is to be filled in. */
const OF_URL = /^[a-z0-9\-._~:/?#[\]@!$&'()*+,;=%{}\p{L}\p{M}\p{N}]$/iu
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' }
const NEXT_ADDRESS = /^[,;](?:https?:\/\/|www\.|meetdesk:)/i

/** Last labels of names that networks of homes and companies use (RFC 6762, RFC 8375, and what routers come with). */
const LOCAL = /^(?:localhost|.+\.(?:local|lan|home|internal|intranet|localdomain|box|home\.arpa))$/i
/** Ports of web servers; others have four digits and more, where a number behind a colon is rarely anything else. */
const WEB_PORTS = new Set([80, 443, 631])

export function linksIn(text: string): FoundLink[] {
  const found: FoundLink[] = []
  BEGINNING.lastIndex = 0
  for (let match = BEGINNING.exec(text); match; match = BEGINNING.exec(text)) {
    const link = linkAt(text, match.index, match[0])
    if (link) {
      found.push(link)
      BEGINNING.lastIndex = link.end
    }
  }
  return found
}

/**
 * The host that an address leads to, as the browser reads it (WHATWG URL: ASCII, other letters as Punycode), where what is
 * written is something else; null where it is the same: letters of another script that look like these, a name before an
 * `@`, numbers written in another way. `url`: as in `FoundLink`.
 */
export function hostBeside(url: string): string | null {
  if (/^meetdesk:/i.test(url)) return null
  const [, written = ''] = /^https?:[\\/]*([^\\/?#]*)/i.exec(url) ?? []
  const { host, hostname } = new URL(url)
  return written.replace(/:\d*$/, '').toLowerCase() === hostname ? null : host
}

function linkAt(text: string, start: number, beginning: string): FoundLink | null {
  const after = start + beginning.length
  if (/^(?:https?|meetdesk):/i.test(beginning)) {
    const end = endOf(text, start, after)
    return end > after ? linkOf(text, start, end, '') : null
  }
  if (/^www\.$/i.test(beginning)) {
    const end = endOf(text, start, after)
    const [, labels = '', more] = /^www\.([^:/?#]+)([:/])?/i.exec(text.slice(start, end)) ?? []
    // `www.conf` is a file.
    return labels.includes('.') || more ? linkOf(text, start, end, 'http://') : null
  }
  return withPort(text, start, beginning)
}

/** An address or host that has no scheme: what comes behind it must say that it is one. */
function withPort(text: string, start: number, host: string): FoundLink | null {
  const after = start + host.length
  if (/(?:^|[^0-9a-f])(?:[0-9a-f]{0,4}:){2,}$/i.test(text.slice(Math.max(0, start - 40), start))) return null
  const [whole = '', port = ''] = /^(?::(\d{1,5}))?/.exec(text.slice(after)) ?? []
  const rest = text.slice(after + whole.length)
  // `127.0.0.1:8080:80` maps a port to another, and 10.0.0.1:80ms is a time.
  if (Number(port || 80) > 65_535 || Number(port || 80) === 0 || /^[\w%@]|^[:.-][\w]/.test(rest)) return null
  const numbers = /^\d+\.\d+\.\d+\.\d+$/.test(host)
  if (numbers || host.startsWith('[')) {
    // With a zero in front a browser reads eights: 192.168.1.020 would lead to 192.168.1.16.
    if (numbers && host.split('.').some((part) => Number(part) > 255 || /^0\d/.test(part))) return null
    // Without a port, what comes behind must be no size of a network, and no other address.
    if (!port && (!rest.startsWith('/') || /^\/\d/.test(rest))) return null
  } else {
    if (!port || host.length < 2 || !/[a-z]/i.test(host) || /^-|-$/.test(host)) return null
    const isWeb = Number(port) >= 1_000 || WEB_PORTS.has(Number(port))
    // `main.py:1200` is a line in a file, `3:2000/4` a count.
    if (!LOCAL.test(host) && !(isWeb && /^\/(?!\d+(?![\w\-./?=#]))/.test(rest))) return null
  }
  const end = /^[/?#]/.test(rest) ? endOf(text, start, after + whole.length) : after + whole.length
  return linkOf(text, start, end, 'http://')
}

function linkOf(text: string, start: number, end: number, scheme: string): FoundLink | null {
  const url = scheme + text.slice(start, end)
  if (!URL.canParse(url)) return null
  return /^meetdesk:/i.test(url) || /[\p{L}\p{N}]/u.test(new URL(url).hostname) ? { start, end, url } : null
}

/** Where the address ends that began at `start`, and has been read up to `from`. */
function endOf(text: string, start: number, from: number): number {
  const quote = text[start - 1]
  const open: string[] = []
  let end = from
  for (const one of text.slice(from)) {
    if (!OF_URL.test(one) || (one === quote && /['*_~]/.test(one))) break
    if (DENSE.test(one) && !goesOn(text, start, end)) break
    if (NEXT_ADDRESS.test(text.slice(end, end + 12))) break
    if ('([{'.includes(one)) open.push(one)
    if (one in CLOSING && open.pop() !== CLOSING[one]) break
    end += one.length
  }
  // What ends a sentence or emphasis, a host's possessive s, and brackets that nothing closes.
  const [trailing = ''] = /(?<![/?#].*)'s$|[.,;:!?'*([{]*$/.exec(text.slice(from, end)) ?? []
  return end - trailing.length
}

/** Whether a letter of a dense script at `at` belongs to the address: it begins or continues a part of the path that is
 *  written in it, or the name of the host is. */
function goesOn(text: string, start: number, at: number): boolean {
  const before = text.slice(start, at)
  const last = [...before.slice(-2)].at(-1) ?? ''
  if (DENSE.test(last)) return true
  const path = before.replace(/^[a-z]+:\/\//i, '')
  if (path === '' || /^www\.$/i.test(path)) return true
  if (!/[/?#]/.test(path)) return last === '.' && [...path].some((one) => DENSE.test(one))
  // Right behind the first slash a sentence goes on as often as a path does.
  if (/^[^/?#]*\/$/.test(path)) return /^[^\s\x21-\x7e，。；：！？、（）]+(?:\/|\.[a-z0-9])/i.test(text.slice(at))
  return /[/=&?#\-_+]/.test(last)
}

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
