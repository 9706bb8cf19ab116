import { type FoundLink, hostBeside, linksIn } from './links'
import { begins, codeBegins, codeEnds, ends, isMeant, kindOf, type LineKind } from './signs'
import { type Inline, textNode } from './tree'

/** Emphasis in emphasis beyond this stays text: nobody means it. */
const DEEPEST = 6

const NAMED = /\[([^[\]]+)\]\((https?:\/\/[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)\)/iuy

/** Reads one line of a message. */
export function inlinesOf(source: string, start: number, end: number): Inline[] {
  return new Line(source, start, end).read(start, end)
}

class Line {
  readonly #source: string
  readonly #start: number
  readonly #end: number
  readonly #kind: LineKind
  readonly #links: ReadonlyMap<number, FoundLink>

  constructor(source: string, start: number, end: number) {
    this.#source = source
    this.#start = start
    this.#end = end
    const line = source.slice(start, end)
    this.#kind = kindOf(line)
    this.#links = new Map(
      linksIn(line).map((link) => [link.start + start, { ...link, start: link.start + start, end: link.end + start }]),
    )
  }

  /** All between the two, as nodes that abut. */
  read(from: number, to: number, depth = 0, linked = false): Inline[] {
    const nodes: Inline[] = []
    let plain = from
    let at = from
    while (at < to) {
      const node = this.#nodeAt(at, to, depth, linked)
      if (node === null) {
        at += this.#rowAt(at)
        continue
      }
      if (node.start > plain) nodes.push(textNode(this.#source, plain, node.start))
      nodes.push(node)
      at = plain = node.end
    }
    if (to > plain) nodes.push(textNode(this.#source, plain, to))
    return nodes
  }

  /** How many signs of one kind stand here in a row; 1 for anything else. */
  #rowAt(at: number): number {
    const sign = this.#source[at] ?? ''
    if (!'*_`'.includes(sign)) return 1
    let count = 1
    while (at + count < this.#end && this.#source[at + count] === sign) count++
    return count
  }

  #nodeAt(at: number, to: number, depth: number, linked: boolean): Inline | null {
    const link = linked ? undefined : this.#links.get(at)
    if (link && link.end <= to) {
      const children = [textNode(this.#source, link.start, link.end)]
      return { kind: 'link', ...link, named: false, host: hostBeside(link.url), children }
    }
    if (this.#kind.program) return null
    switch (this.#source[at]) {
      case '`':
        return this.#codeAt(at, to)
      case '[':
        return linked ? null : this.#namedAt(at, to, depth)
      case '*':
      case '_':
        return depth < DEEPEST ? this.#emphasisAt(at, to, depth, linked) : null
      default:
        return null
    }
  }

  #codeAt(at: number, to: number): Inline | null {
    const count = this.#rowAt(at)
    if ((count === 1 && !this.#kind.code) || !codeBegins(this.#before(at))) return null
    for (let end = at + count; end < to; end += this.#rowAt(end)) {
      if (this.#source[end] !== '`' || this.#rowAt(end) !== count) continue
      const words = this.#source.slice(at + count, end)
      if (words.trim() === '' || !codeEnds(this.#after(end + count))) return null
      // A space beside the signs lets code begin with one.
      const inset = count > 1 && /^ .* $/.test(words) ? 1 : 0
      const children = [textNode(this.#source, at + count + inset, end - inset)]
      return { kind: 'code', start: at, end: end + count, children }
    }
    return null
  }

  #namedAt(at: number, to: number, depth: number): Inline | null {
    NAMED.lastIndex = at
    const [whole = '', words = '', url = ''] = NAMED.exec(this.#source) ?? []
    const end = at + whole.length
    // Behind `!` it is a picture, behind a word the index of a list.
    if (whole === '' || end > to || /[!\w)\]]$/.test(this.#before(at)) || !URL.canParse(url)) return null
    const children = this.read(at + 1, at + 1 + words.length, depth + 1, true)
    return { kind: 'link', start: at, end, url, named: true, host: new URL(url).host, children }
  }

  #emphasisAt(at: number, to: number, depth: number, linked: boolean): Inline | null {
    const sign = this.#source[at] ?? ''
    const count = this.#rowAt(at)
    const inside = at + count
    const outer = '*_'.includes(this.#source[at - 1] ?? ' ') && depth > 0 ? '' : this.#before(at)
    if (count > 3 || (count === 1 && !this.#kind.single) || !begins(sign, count, outer, this.#after(inside)))
      return null
    const end = this.#closing(sign, count, inside, to, depth)
    if (end === null) return null
    const after = end + count === to && depth > 0 ? '' : this.#after(end + count)
    const words = this.#source.slice(inside, end)
    if (!ends(sign, count, words, after) || !isMeant(sign, count, words, outer, after)) return null
    const whole = { start: at, end: end + count }
    if (count < 3) {
      const kind = count === 2 ? 'bold' : 'italic'
      return { kind, ...whole, children: this.read(inside, end, depth + 1, linked) }
    }
    const bold: Inline = {
      kind: 'bold',
      start: inside - 2,
      end: end + 2,
      children: this.read(inside, end, depth + 1, linked),
    }
    return { kind: 'italic', ...whole, children: [bold] }
  }

  /** Where the row of signs begins that ends what began before `from`; null: there is none. */
  #closing(sign: string, count: number, from: number, to: number, depth: number): number | null {
    let at = from
    while (at < to) {
      const one = this.#source[at]
      if (one !== sign) {
        // What is inside of a link or of code is no sign.
        const over = this.#links.get(at)?.end ?? (one === '`' ? this.#codeAt(at, to)?.end : undefined)
        at = over ?? at + this.#rowAt(at)
        continue
      }
      const row = this.#rowAt(at)
      if (row === count) return at
      const inner = depth + 1 < DEEPEST ? this.#emphasisAt(at, to, depth + 1, false) : null
      // A star that stands alone between single ones belongs to neither.
      if (inner === null && count === 1) return null
      at = inner?.end ?? at + row
    }
    return null
  }

  #before(at: number): string {
    return this.#source.slice(Math.max(this.#start, at - 12), at)
  }

  #after(at: number): string {
    return this.#source.slice(at, Math.min(this.#end, at + 12))
  }
}
