/** Chat text as Markdown for other programs, by the rules of CommonMark: what was Markdown stays it, and all else is
 *  escaped, so that every reader shows it as it was written. Pure. */

import { markdownOf, shownOf } from '../markdown/markdown'
import type { Block, Inline, Item } from '../markdown/tree'

export function markdownFrom(text: string): string {
  return blocksFrom(markdownOf(text))
}

export function escapedMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+\-.!|~=&$]/g, '\\$&')
}

function blocksFrom(blocks: readonly Block[]): string {
  return blocks.map(blockFrom).join('\n\n')
}

function blockFrom(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return inlinesFrom(block.children)
    case 'code-block':
      return codeFrom(block.children.map(({ text }) => text).join(''))
    case 'quote':
      return blocksFrom(block.children).replace(/^/gm, '> ')
    case 'list':
      return block.children.map((item, at) => itemFrom(item, isPlain(block.ordered, block.children), at)).join('')
  }
}

function codeFrom(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([row]) => row.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${code}\n${fence}`
}

/** Whether other programs show this list with the markers that it has: they count, and draw points. */
function isPlain(ordered: boolean, items: readonly Item[]): boolean {
  if (ordered) {
    const first = Number.parseInt(items[0]?.marker.text ?? '', 10)
    return items.every(({ marker }, at) => /^\d/.test(marker.text) && Number.parseInt(marker.text, 10) === first + at)
  }
  return items.every(({ marker, box, children }) => {
    const words = children.map(shownOf).join('')
    return /^[-*+]/.test(marker.text) && (box !== null || /^\p{L}/u.test(words))
  })
}

function itemFrom({ marker, box, children }: Item, plain: boolean, at: number): string {
  const words = inlinesFrom(children)
  if (!plain)
    return `${at > 0 ? '\\\n' : ''}${textFrom(marker.text, true, false)}${box ? (box.done ? '☑' : '☐') : ''}${words}`
  return `${at > 0 ? '\n' : ''}${marker.text.trim()} ${box ? (box.done ? '[x]' : '[ ]') : ''}${words.replace(/^&nbsp;/, ' ')}`
}

function inlinesFrom(nodes: readonly Inline[]): string {
  return nodes.map((node, at) => inlineFrom(node, at === 0, at === nodes.length - 1)).join('')
}

/** `first`, `last`: at the beginning and at the end of what it stands in. */
function inlineFrom(node: Inline, first: boolean, last: boolean): string {
  switch (node.kind) {
    case 'text':
      return textFrom(node.text, first, last)
    case 'bold':
      return `**${inlinesFrom(node.children)}**`
    case 'italic':
      return `*${inlinesFrom(node.children)}*`
    case 'code': {
      const code = node.children.map(shownOf).join('')
      const fence = code.includes('`') ? '```' : '`'
      return code.includes('`') ? `${fence} ${code} ${fence}` : `${fence}${code}${fence}`
    }
    case 'link': {
      const words = node.children.map(shownOf).join('')
      return words === node.url ? `<${node.url}>` : `[${inlinesFrom(node.children)}](<${node.url}>)`
    }
  }
}

/** Line breaks and spaces count. */
function textFrom(text: string, first: boolean, last: boolean): string {
  const lines = text.split('\n')
  const kept = (spaces: string): string => '&nbsp;'.repeat(spaces.length)
  return lines
    .map((line, at) => {
      let escaped = escapedMarkdown(line)
        .replace(/\t/g, '    ')
        .replace(/ +(?= )/g, kept)
      if (first || at > 0) escaped = escaped.replace(/^((?:&nbsp;)*) /, '$1&nbsp;')
      return last || at < lines.length - 1 ? escaped.replace(/ $/, '&nbsp;') : escaped
    })
    .join('\\\n')
}
