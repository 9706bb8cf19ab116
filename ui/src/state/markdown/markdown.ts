import { inlinesOf } from './inline'
import { quotes } from './signs'
import { type Block, childrenOf, type Inline, type Item, type Node, type Text, textNode } from './tree'

/**
 * The small part of Markdown that chat messages may use, by rules made for how people write in a chat (docs/chat-text.md).
 * It is shown as elements and text nodes: nothing ever becomes markup, and what is not meant as Markdown stays the text it
 * is, to the last space.
 */

/** Quotations in each other beyond this stay text. */
const DEEPEST = 6
/** Signs in a message beyond this make it plain text: reading them could take a tenth of a second. */
const MOST_SIGNS = 600

/** A line without its end, and where it begins in the text. */
interface Line {
  text: string
  at: number
}

/** An entry of a list that begins here; the third part is the marker. */
const ITEM = /^(\s*)([-*+•]|\d{1,9}[.)])([ \t]+)(?=(\S))/
const BOX = /^\[( |x|X)\](?=\s)/
const FENCE = /^ {0,3}(`{3,})([^`]*)$/
const LANGUAGE = /^\s*(?:[a-z][\w+#.-]{0,19})?\s*$/i

/** Never throws. */
export function markdownOf(source: string): Block[] {
  if ((source.match(/[*_`[]/g)?.length ?? 0) > MOST_SIGNS) return [paragraphOf(source, linesOf(source))]
  return blocksOf(source, linesOf(source), 0)
}

function linesOf(source: string): Line[] {
  let at = 0
  return source.split('\n').map((text) => {
    const line = { text, at }
    at += text.length + 1
    return line
  })
}

function blocksOf(source: string, lines: readonly Line[], depth: number): Block[] {
  const blocks: Block[] = []
  let plain: Line[] = []
  const flush = (): void => {
    // Blank lines between blocks are the room between them.
    if (plain.length > 0 && (blocks.length === 0 || plain.some(({ text }) => text.trim() !== '')))
      blocks.push(paragraphOf(source, plain))
    plain = []
  }
  for (let at = 0; at < lines.length; ) {
    const rest = lines.slice(at)
    const found = fenceOf(source, rest) ?? listOf(source, rest) ?? quoteOf(source, rest, depth)
    if (found) {
      if (plain.some(({ text }) => text !== '')) flush()
      plain = []
      blocks.push(found.block)
      at += found.lines
    } else {
      plain.push(lines[at] as Line)
      at++
    }
  }
  flush()
  return blocks.length > 0 ? blocks : [paragraphOf(source, lines)]
}

type Found = { block: Block; lines: number } | null

function paragraphOf(source: string, lines: readonly Line[]): Block {
  const children: Inline[] = []
  for (const [index, { text, at }] of lines.entries()) {
    if (index > 0) children.push(textNode(source, at - gapBefore(source, at), at - gapBefore(source, at) + 1))
    children.push(...inlinesOf(source, at, at + text.length))
  }
  const start = lines[0]?.at ?? 0
  const last = lines.at(-1) ?? { text: '', at: start }
  return { kind: 'paragraph', start, end: last.at + last.text.length, children: merged(source, children) }
}

/** From the line break before a line to its text: more than one where the signs of a quotation are between. */
function gapBefore(source: string, at: number): number {
  return at - source.lastIndexOf('\n', at - 1)
}

/** Stretches of text that abut as one. */
function merged(source: string, nodes: readonly Inline[]): Inline[] {
  const whole: Inline[] = []
  for (const node of nodes) {
    const last = whole.at(-1)
    if (node.kind === 'text' && last?.kind === 'text' && last.end === node.start)
      whole[whole.length - 1] = textNode(source, last.start, node.end)
    else whole.push(node)
  }
  return whole
}

/** Code between lines of three backticks or more; they may stand beside the code, too. Without an end there is none. */
function fenceOf(source: string, lines: readonly Line[]): Found {
  const [first] = lines
  const [, fence = '', words = ''] = FENCE.exec(first?.text ?? '') ?? []
  if (!first || fence === '') return null
  const closing = new RegExp(`^((?:(?!\`{3}).)*)\`{${fence.length},}\\s*$`)
  const last = lines.findIndex(({ text }, at) => at > 0 && closing.test(text))
  const end = lines[last]
  if (!end) return null
  const before = closing.exec(end.text)?.[1] ?? ''
  const own = before.trim() === ''
  const code: Line[] = lines.slice(1, own ? last : last + 1).map((line) => ({ ...line }))
  if (!own && code.length > 0) code[code.length - 1] = { text: before, at: end.at }
  // A word alone is the name of the language, and anything else is code.
  if (!(own && LANGUAGE.test(words) && code.length > 0) && words.trim() !== '')
    code.unshift({ text: words, at: first.at + first.text.length - words.length })
  if (code.every(({ text }) => text.trim() === '')) return null
  const children = code.map(({ text, at }, index) =>
    textNode(source, at, at + text.length + (index + 1 < code.length ? 1 : 0)),
  )
  const block: Block = {
    kind: 'code-block',
    start: first.at,
    end: end.at + end.text.length,
    children: merged(source, children) as Text[],
  }
  return { block, lines: last + 1 }
}

/** Two entries or more with one kind of marker. Markers stay as they were typed: a minus may be a minus. */
function listOf(source: string, lines: readonly Line[]): Found {
  const kind = markerOf(lines[0])
  let count = 0
  while (kind !== null && markerOf(lines[count]) === kind) count++
  const first = lines[0]
  const last = lines[count - 1]
  if (count < 2 || !first || !last) return null
  const children = lines.slice(0, count).map((line) => itemOf(source, line))
  const end = last.at + last.text.length
  return { block: { kind: 'list', ordered: /[.)]/.test(kind ?? ''), start: first.at, end, children }, lines: count }
}

/** What the marker of this line is; null if it has none. Rows of them (`* * *`) are something else. */
function markerOf(line: Line | undefined): string | null {
  const [, , marker = '', , next] = ITEM.exec(line?.text ?? '') ?? []
  return marker === '' || marker === next ? null : (marker.at(-1) ?? null)
}

function itemOf(source: string, { text, at }: Line): Item {
  const marked = ITEM.exec(text)?.[0].length ?? 0
  const end = at + text.length
  const [box = '', mark] = /^\s*[-*+]/.test(text) ? (BOX.exec(text.slice(marked)) ?? []) : []
  const from = at + marked + box.length
  return {
    kind: 'item',
    start: at,
    end,
    marker: textNode(source, at, at + marked),
    box: box === '' ? null : { kind: 'box', done: mark !== ' ', start: at + marked, end: from },
    children: inlinesOf(source, from, end),
  }
}

/** Lines that begin with `> `, the first of them with words behind it. */
function quoteOf(source: string, lines: readonly Line[], depth: number): Found {
  const [first] = lines
  if (!first || depth >= DEEPEST || !/^> +\S/.test(first.text) || !quotes(first.text.replace(/^> +/, ''))) return null
  let count = 0
  while (/^>(?: |$)/.test(lines[count]?.text ?? '')) count++
  const last = lines[count - 1] ?? first
  const inner = lines.slice(0, count).map(({ text, at }) => {
    const words = text.replace(/^> ?/, '')
    return { text: words, at: at + text.length - words.length }
  })
  const children = blocksOf(source, inner, depth + 1)
  return { block: { kind: 'quote', start: first.at, end: last.at + last.text.length, children }, lines: count }
}

/** What is read of it, in one line: for notices and lists. */
export function plainOf(source: string): string {
  return markdownOf(source)
    .map(shownOf)
    .join('\n')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
}

/** The text that is seen, lines apart. */
export function shownOf(node: Node): string {
  if (node.kind === 'text') return node.text
  if (node.kind === 'box') return node.done ? '☑' : '☐'
  const apart = node.kind === 'quote' || node.kind === 'list' ? '\n' : ''
  return childrenOf(node).map(shownOf).join(apart)
}
