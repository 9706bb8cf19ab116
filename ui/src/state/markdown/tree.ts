/**
 * A chat message as it is shown. Every node knows which part of the text it was made of (`start`, `end`: UTF-16 units of the
 * text), and what is shown is a stretch of the text itself: nothing is replaced, and so everything can be copied as it was
 * written.
 */

export interface Span {
  start: number
  end: number
}

/** Shown as it is; line breaks and spaces count. */
export type Text = Span & { kind: 'text'; text: string }

/** `url`: `http:`, `https:` or `meetdesk:`. `named`: the words are not the address. `host`: where it leads, to be shown
 *  beside it; null if the words say so themselves. */
export type Link = Span & { kind: 'link'; url: string; named: boolean; host: string | null; children: Inline[] }

export type Inline =
  | Text
  | (Span & { kind: 'code'; children: Inline[] })
  | (Span & { kind: 'bold'; children: Inline[] })
  | (Span & { kind: 'italic'; children: Inline[] })
  | Link

/** One entry of a list. `box`: of a task, three signs of the text. */
export type Item = Span & {
  kind: 'item'
  marker: Text
  box: (Span & { kind: 'box'; done: boolean }) | null
  children: Inline[]
}

export type Block =
  | (Span & { kind: 'paragraph'; children: Inline[] })
  | (Span & { kind: 'code-block'; children: Text[] })
  | (Span & { kind: 'quote'; children: Block[] })
  | (Span & { kind: 'list'; ordered: boolean; children: Item[] })

export type Node = Block | Inline | Item | Exclude<Item['box'], null>

export function textNode(source: string, start: number, end: number): Text {
  return { kind: 'text', start, end, text: source.slice(start, end) }
}

/** What is shown inside of a node, in order. */
export function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'item') return [node.marker, ...(node.box ? [node.box] : []), ...node.children]
  return 'children' in node ? node.children : []
}

/**
 * What is copied of a message: what was written. `from`, `to`: where the selection begins and ends in the text. Signs of
 * Markdown come along with what they stand around if something beside it is copied, too; code or a word alone come bare.
 */
export function copiedOf(source: string, blocks: readonly Block[], { start: from, end: to }: Span): string {
  return pieceOf(source, blocks, from, to)
}

function pieceOf(source: string, nodes: readonly Node[], from: number, to: number): string {
  const touched = nodes.filter((node) => touches(node, from, to))
  const [only] = touched
  if (only && touched.length === 1) {
    const children = childrenOf(only)
    return children.length > 0 ? pieceOf(source, children, from, to) : leafOf(source, only, from, to)
  }
  let text = ''
  let before: Node | undefined
  for (const node of touched) {
    // Between two nodes there are line breaks, and signs that the first or the second one has.
    if (before) text += source.slice(before.end, node.start).replace(/[^\n]+/g, '')
    text += isWhole(node, from, to) ? source.slice(node.start, node.end) : partOf(source, node, from, to)
    before = node
  }
  return text
}

function partOf(source: string, node: Node, from: number, to: number): string {
  const children = childrenOf(node)
  if (children.length === 0) return leafOf(source, node, from, to)
  return pieceOf(source, children, from, to)
}

function leafOf(source: string, node: Node, from: number, to: number): string {
  return source.slice(Math.max(from, node.start), Math.min(to, node.end))
}

/** From the first sign that is shown to the last. */
function shownSpan(node: Node): Span {
  const children = childrenOf(node)
  const [first, last] = [children[0], children.at(-1)]
  return first && last ? { start: shownSpan(first).start, end: shownSpan(last).end } : node
}

function touches(node: Node, from: number, to: number): boolean {
  const { start, end } = shownSpan(node)
  return start < to && from < end
}

function isWhole(node: Node, from: number, to: number): boolean {
  const { start, end } = shownSpan(node)
  return from <= start && end <= to
}
