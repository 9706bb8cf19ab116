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
