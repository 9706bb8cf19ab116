import { describe, expect, it } from 'vitest'
import { type Block, type Inline, markdownOf, plainOf } from './markdown'

const text = (words: string): Inline => ({ kind: 'text', text: words })
const paragraph = (...children: Inline[]): Block => ({ kind: 'paragraph', children })

describe('what chat messages may use', () => {
  it('bold, italic and code', () => {
    expect(markdownOf('a *b* **c** `d <e>`')).toEqual([
      paragraph(
        text('a '),
        { kind: 'italic', children: [text('b')] },
        text(' '),
        { kind: 'bold', children: [text('c')] },
        text(' '),
        { kind: 'code', text: 'd <e>' },
      ),
    ])
  })

  it('blocks of code, as they are', () => {
    expect(markdownOf('```python\nif a < b:\n    *c*\n```\nafter')).toEqual([
      { kind: 'code', text: 'if a < b:\n    *c*' },
      paragraph(text('after')),
    ])
  })

  it('lists and quotes', () => {
    expect(markdownOf('> q\n\n- x\n  1. y\n\n3. z')).toEqual([
      { kind: 'quote', children: [paragraph(text('q'))] },
      {
        kind: 'list',
        start: null,
        items: [[paragraph(text('x')), { kind: 'list', start: 1, items: [[paragraph(text('y'))]] }]],
      },
      { kind: 'list', start: 3, items: [[paragraph(text('z'))]] },
    ])
    expect(plainOf('- [ ] milk\n- [x] bread')).toBe('☐ milk ☑ bread')
  })

  it('links to the web, with a text or bare', () => {
    expect(markdownOf('[*here*](https://a.example/x_y) or https://b.example/c_d_e')).toEqual([
      paragraph(
        {
          kind: 'link',
          url: 'https://a.example/x_y',
          host: 'a.example',
          children: [{ kind: 'italic', children: [text('here')] }],
        },
        text(' or '),
        { kind: 'link', url: 'https://b.example/c_d_e', host: null, children: [text('https://b.example/c_d_e')] },
      ),
    ])
  })

  it('links that say where they lead, whatever their words pretend', () => {
    const [shown] = markdownOf('[https://bank.example](https://bank.example:x@attacker.example/)')
    expect(shown).toMatchObject({ children: [{ kind: 'link', host: 'attacker.example' }] })
  })

  it('line breaks where they were typed', () => {
    expect(markdownOf('a\nb\n\nc')).toEqual([paragraph(text('a'), { kind: 'break' }, text('b')), paragraph(text('c'))])
  })
})

describe('what stays text', () => {
  it.each([
    '<b>bold</b> <img src=x onerror=alert(1)> &amp; &lt;',
    '<script>alert(1)</script>',
    '# heading',
    '~~gone~~',
    '[t](javascript:alert(1))',
    '[t](data:text/html,x)',
    '[t](file:///etc/passwd)',
    '[ref]',
    '2*3*4 a**b**c snake_case_name',
    '    indented',
    '\\ at the end \\',
    'C:\\.git \\\\server\\share ..\\..\\',
    '>'.repeat(60),
    '- '.repeat(500),
    '*_'.repeat(1_000),
  ])('%s', (typed) => {
    expect(markdownOf(typed)).toEqual([paragraph(text(typed))])
  })

  it('pictures: at most a link to them', () => {
    expect(plainOf('![p](https://a.example/p.png)')).toBe('!p')
  })

  it('tables and rules', () => {
    expect(plainOf('| a |\n|---|\n| b |\n---\nc')).toBe('| a | |---| | b | --- c')
  })
})

describe('whatever is typed', () => {
  const PIECES = ['*', '**', '_', '`', '```\n', '\n', '\n\n', ' ', '> ', '- ', '1. ', '[', '](', ')', '!', '\\', '<b>']
  const WORDS = ['a', 'bc', 'https://a.example', 'javascript:x', '重点', '👍', '    ']

  /** A row of numbers that is the same every time. */
  function* numbers(seed: number): Generator<number> {
    let state = seed
    for (;;) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      yield state
    }
  }

  function check(blocks: readonly (Block | Inline)[], depth = 0): void {
    expect(depth).toBeLessThan(60)
    for (const one of blocks) {
      if (one.kind === 'link') expect(one.url).toMatch(/^https?:\/\//i)
      if ('children' in one) check(one.children, depth + 1)
      if ('items' in one) for (const item of one.items) check(item, depth + 1)
    }
  }

  it('is read without an error into links to the web and text', () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const random = numbers(seed)
      const next = (below: number): number => (random.next().value as number) % below
      const typed = Array.from({ length: next(40) }, () =>
        next(2) ? PIECES[next(PIECES.length)] : WORDS[next(WORDS.length)],
      ).join('')
      check(markdownOf(typed))
      if (/[[(`]/.test(typed)) continue // their signs hide a language or an address
      const letters = (words: string): string => words.replace(/[^\p{L}\p{Emoji_Presentation}]/gu, '')
      expect(letters(plainOf(typed)), JSON.stringify(typed)).toBe(letters(typed))
    }
  })
})
