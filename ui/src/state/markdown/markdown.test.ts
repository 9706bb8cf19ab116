import { describe, expect, it } from 'vitest'
import corpus from './chat_corpus.json'
import { markdownOf, plainOf } from './markdown'
import { type Block, childrenOf, copiedOf, type Node } from './tree'

const TAGS: Record<string, string> = {
  bold: 'b',
  italic: 'i',
  code: 'code',
  'code-block': 'pre',
  link: 'a',
  quote: 'q',
  item: 'li',
}

/** What is shown, with tags around what is Markdown or a link. */
function tagged(node: Node): string {
  if (node.kind === 'text') return node.text
  if (node.kind === 'box') return node.done ? '☑' : '☐'
  const apart = node.kind === 'quote' ? '\n' : ''
  const inner = childrenOf(node).map(tagged).join(apart)
  const tag = node.kind === 'list' ? (node.ordered ? 'ol' : 'ul') : TAGS[node.kind]
  return tag ? `<${tag}>${inner}</${tag}>` : inner
}

function shown(text: string): string {
  return markdownOf(text).map(tagged).join('\n')
}

function copied(text: string): string {
  return copiedOf(text, markdownOf(text), { start: 0, end: text.length })
}

const plain = Object.entries(corpus['as it was written']).flatMap(([kind, texts]) =>
  texts.map((text) => ({ kind, text })),
)
const meant = Object.entries(corpus['with Markdown']).flatMap(([kind, pairs]) =>
  pairs.map(([text = '', as = '']) => ({ kind, text, as })),
)

describe('messages as people write them', () => {
  it('are many', () => {
    expect(plain.length).toBeGreaterThan(300)
  })

  it.each(plain)('$kind are shown and copied as they were written: $text', ({ text }) => {
    expect(shown(text)).toBe(text)
    expect(copied(text)).toBe(text)
  })

  it.each(meant)('$kind: $text', ({ text, as }) => {
    expect(shown(text)).toBe(as)
    // Alone it comes bare; beside something else it comes as it was written.
    const beside = `x\n\n${text}\n\nx`
    expect(copied(beside)).toBe(beside)
  })

  it.each([...plain, ...meant])('$kind are the same beside other lines: $text', ({ text }) => {
    if (/^\s*(?:```|>|[-*+•]\s|\d+[.)]\s)|^\s|\s$/.test(text)) return
    expect(shown(`one\n${text}\ntwo`).replace(/<[^>]*>/g, '')).toContain(
      shown(text)
        .replace(/<[^>]*>/g, '')
        .trim(),
    )
  })
})

describe('what is copied', () => {
  const part = (text: string, words: string): string => {
    const start = text.indexOf(words)
    return copiedOf(text, markdownOf(text), { start, end: start + words.length })
  }

  it('is the words alone, if nothing beside them is', () => {
    expect(part('run `npm install` now', 'npm install')).toBe('npm install')
    expect(copied('`npm install`')).toBe('npm install')
    expect(copied('```sh\nnpm install\n```')).toBe('npm install')
    expect(part('a **bold** word', 'bold')).toBe('bold')
    expect(part('a **bold** word', 'ol')).toBe('ol')
    expect(part('see [here](https://a.example/)!', 'here')).toBe('here')
  })

  it('has the signs of what is whole in it, and the line breaks between', () => {
    expect(part('a **bold** word', 'a **bold')).toBe('a **bold**')
    expect(part('a **bold** word', 'a **bo')).toBe('a bo')
    expect(part('- a\n- b\n- c', 'a\n- b')).toBe('a\n- b')
    expect(part('> q r\n> s\nx', 'r\n> s')).toBe('r\ns')
    expect(part('see [here](https://a.example/)!', 'see [here')).toBe('see [here](https://a.example/)')
  })
})

describe('links in Markdown', () => {
  it('say where they lead, whatever their words pretend', () => {
    const [block] = markdownOf('[https://bank.example](https://bank.example:x@attacker.example/)')
    expect(block).toMatchObject({ children: [{ kind: 'link', host: 'attacker.example' }] })
    expect(block).not.toMatchObject({ children: [{ children: [{ kind: 'link' }] }] })
  })
})

describe('in one line', () => {
  it.each([
    ['a **b**\n\nc', 'a b c'],
    ['- [ ] milk\n- [x] bread', '- ☐ milk - ☑ bread'],
    ['```\nx\n```\ny', 'x y'],
    ['__init__  x', '__init__  x'],
    ['> you said\nyes', 'you said yes'],
  ])('%s', (text, line) => {
    expect(plainOf(text)).toBe(line)
  })
})

describe('whatever is typed', () => {
  const PIECES = [
    '*',
    '**',
    '_',
    '`',
    '```\n',
    '\n',
    '\n\n',
    ' ',
    '> ',
    '- ',
    '1. ',
    '[',
    '](',
    ')',
    '!',
    '\\',
    '<b>',
    '[ ] ',
  ]
  const WORDS = ['a', 'bc', 'https://a.example', 'javascript:x', '重点', '👍', '    ', 'nas:8080/']

  /** A row of numbers that is the same every time. */
  function* numbers(seed: number): Generator<number> {
    let state = seed
    for (;;) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      yield state
    }
  }

  function check(text: string, nodes: readonly Node[], start: number, end: number, depth = 0): void {
    expect(depth).toBeLessThan(60)
    let at = start
    for (const node of nodes) {
      expect(node.start).toBeGreaterThanOrEqual(at)
      expect(node.end).toBeLessThanOrEqual(end)
      at = node.end
      if (node.kind === 'text') expect(text.slice(node.start, node.end)).toBe(node.text)
      if (node.kind === 'link') expect(node.url).toMatch(/^(?:https?|meetdesk):/i)
      check(text, childrenOf(node), node.start, node.end, depth + 1)
    }
  }

  it('is read without an error into stretches of itself, and nothing of it is lost in a copy', () => {
    for (let seed = 0; seed < 3_000; seed++) {
      const random = numbers(seed)
      const next = (below: number): number => (random.next().value as number) % below
      const typed = Array.from({ length: next(40) }, () =>
        next(2) ? PIECES[next(PIECES.length)] : WORDS[next(WORDS.length)],
      ).join('')
      const blocks: Block[] = markdownOf(typed)
      check(typed, blocks, 0, typed.length)
      // Spaces at the very ends may be the room around a block.
      const whole = `x\n${typed}\nx`
      expect(copied(whole).replace(/\s+/g, ' '), JSON.stringify(typed)).toBe(whole.replace(/\s+/g, ' '))
    }
  })

  it('is read at once, however long and strange', () => {
    for (const one of [
      '>',
      '- ',
      '*_',
      '**a ',
      '*a',
      '`',
      '```\n',
      '> a\n',
      '- a\n',
      '[a](https://',
      '_a_ ',
      '(',
      'a*',
    ]) {
      const text = one.repeat(Math.floor(4_000 / one.length))
      check(text, markdownOf(text), 0, text.length)
    }
  })
})
