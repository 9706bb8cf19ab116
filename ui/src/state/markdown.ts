import { getDefaults, Lexer, type Token, Tokenizer, type Tokens } from 'marked'
import { type Segment, segmentsOf } from './text'

/**
 * The small part of Markdown that chat messages may use. It is read into this tree and shown as elements and text nodes:
 * nothing ever becomes markup, and what is not in the tree (pictures, headings, tables, HTML) stays the text it is.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'code'; text: string }
  | { kind: 'bold'; children: Inline[] }
  | { kind: 'italic'; children: Inline[] }
  /** `url` is `http:` or `https:`; opened in the system's browser. `host`: where it leads, to be shown beside a link whose
   *  words say something else; null if the words are the address. */
  | { kind: 'link'; url: string; host: string | null; children: Inline[] }

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; children: Block[] }
  /** `start`: number of the first item; null for a list of points. */
  | { kind: 'list'; start: number | null; items: Block[][] }

/** Quotes and lists inside each other beyond this stay text: nobody means it, and the page's stack is finite. */
const DEEPEST = 8
/** Signs in a message beyond this make it plain text: reading them could take a tenth of a second. */
const MOST_SIGNS = 600
/** Whether a text can be anything but one paragraph of plain text and links. */
const MARKED = /[*_`>\\[\n]|^\s*(?:[-+]|\d+[.)])\s/

const ESCAPED = /^\\[*_`[\]]/

const none = (): undefined => undefined

/** Letters and digits of scripts that put spaces between words: inside a word a `*` is a sign for "times". */
const IN_WORD = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]$/u

class ChatTokenizer extends Tokenizer {
  override code = none
  override heading = none
  override lheading = none
  override hr = none
  override html = none
  override tag = none
  override def = none
  override table = none
  override reflink = none
  override autolink = none
  // Bare addresses are found by `segmentsOf`, which knows more of them.
  override url = none
  override del = none

  // Of any other sign a backslash takes nothing away: `C:\.git` is a path.
  override escape(source: string): Tokens.Escape | undefined {
    return ESCAPED.test(source) ? super.escape(source) : undefined
  }

  override link(source: string): Tokens.Link | undefined {
    if (source.startsWith('!')) return undefined
    const token = super.link(source)
    return token?.type === 'link' && isWeb(token.href) ? token : undefined
  }

  override emStrong(source: string, masked: string, before = ''): Tokens.Em | Tokens.Strong | undefined {
    // After its own sign: the first one of a row of signs was refused already.
    return IN_WORD.test(before) || before === source[0] ? undefined : super.emStrong(source, masked, before)
  }
}

function lexed(text: string): Token[] {
  return Lexer.lex(text, { ...getDefaults(), gfm: true, breaks: true, tokenizer: new ChatTokenizer() })
}

/** Never throws; whatever cannot be read is a paragraph of plain text. */
export function markdownOf(text: string): Block[] {
  if (!MARKED.test(text) || tooMuch(text)) return [plain(text)]
  try {
    const blocks = blocksOf(lexed(text))
    return blocks.length > 0 ? blocks : [plain(text)]
  } catch {
    return [plain(text)]
  }
}

function plain(text: string): Block {
  return { kind: 'paragraph', children: linked(text) }
}

/** Whether there are more signs than can be meant: in all, or at the beginning of a line. */
function tooMuch(text: string): boolean {
  if ((text.match(/[*_`[]|^\s*(?:[-+]|\d+[.)])\s/gm)?.length ?? 0) > MOST_SIGNS) return true
  return text.split('\n').some((line) => {
    const signs = /^(?:\s*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s)))*/.exec(line)?.[0] ?? ''
    return signs.replace(/\s/g, '').length > DEEPEST || /^\s{40}/.test(line)
  })
}

function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = []
  for (const token of tokens as readonly Tokens.Generic[]) {
    switch (token.type) {
      case 'space':
        break
      case 'code':
        blocks.push({ kind: 'code', text: token.text })
        break
      case 'blockquote':
        blocks.push({ kind: 'quote', children: blocksOf(token.tokens ?? []) })
        break
      case 'list':
        blocks.push(listOf(token as Tokens.List))
        break
      default:
        blocks.push({ kind: 'paragraph', children: token.tokens ? inlinesOf(token.tokens) : linked(token.raw) })
    }
  }
  return blocks
}

function listOf(list: Tokens.List): Block {
  return {
    kind: 'list',
    start: list.ordered ? Number(list.start) : null,
    items: list.items.map((item) => {
      const blocks = blocksOf(item.tokens.filter(({ type }) => type !== 'checkbox'))
      if (!item.task) return blocks
      const box: Inline = { kind: 'text', text: item.checked ? '☑ ' : '☐ ' }
      const [first, ...rest] = blocks
      return first?.kind === 'paragraph'
        ? [{ ...first, children: [box, ...first.children] }, ...rest]
        : [{ kind: 'paragraph', children: [box] }, ...blocks]
    }),
  }
}

function inlinesOf(tokens: readonly Token[], inLink = false): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case 'br':
        return [{ kind: 'break' }]
      case 'codespan':
        return [{ kind: 'code', text: token.text }]
      case 'strong':
        return [{ kind: 'bold', children: inlinesOf(token.tokens ?? [], inLink) }]
      case 'em':
        return [{ kind: 'italic', children: inlinesOf(token.tokens ?? [], inLink) }]
      case 'link':
        if (!isWeb(token.href)) return [{ kind: 'text', text: token.raw }]
        return [
          {
            kind: 'link',
            url: token.href,
            host: new URL(token.href).host,
            children: inlinesOf(token.tokens ?? [], true),
          },
        ]
      case 'escape':
        return [{ kind: 'text', text: token.text }]
      default: {
        const text: string = 'text' in token ? token.text : token.raw
        return inLink ? [{ kind: 'text', text }] : linked(text)
      }
    }
  })
}

function linked(text: string): Inline[] {
  return segmentsOf(text).map(({ text, url }: Segment) =>
    url === null ? { kind: 'text', text } : { kind: 'link', url, host: null, children: [{ kind: 'text', text }] },
  )
}

function isWeb(url: string): boolean {
  if (!/^https?:\/\//i.test(url)) return false
  return URL.canParse(url)
}

/** What is read of it: without signs, in one line of text. For notices and lists. */
export function plainOf(text: string): string {
  return markdownOf(text).map(blockText).join(' ').replace(/\s+/g, ' ').trim()
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'code':
      return block.text
    case 'paragraph':
      return block.children.map(inlineText).join('')
    case 'quote':
      return block.children.map(blockText).join(' ')
    case 'list':
      return block.items.map((item) => item.map(blockText).join(' ')).join(' ')
  }
}

function inlineText(inline: Inline): string {
  if (inline.kind === 'break') return ' '
  return 'text' in inline ? inline.text : inline.children.map(inlineText).join('')
}
