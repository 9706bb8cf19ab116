import { describe, expect, it } from 'vitest'
import { message } from '../testing/meeting'
import { asHtml, asMarkdown, asText, type ExportWords, exportName } from './export'
import { markdownFrom } from './export_markdown'

const words: ExportWords = {
  title: 'Plans <b>& more</b>',
  language: 'en',
  time: (at) => `at ${at / 1_000}`,
  edited: 'edited',
  removed: ({ name }) => `${name} deleted this.`,
  file: ({ file }) => `File ${file?.name}`,
  quote: () => '',
}
const chat = [
  message(1, { name: 'Ann <i>', text: '**Hello** <script>alert(1)</script>\nsecond line' }),
  message(2, { text: 'Better', edited_at: 9, reactions: [{ emoji: '🎉', participants: [1, 2] }] }),
  message(3, { text: '', removed_by: 1 }),
  message(4, { text: '', file: { file: 1, name: 'a*b.pdf', size: 9, sha256: 'ab' } }),
]

describe('a chat to keep', () => {
  it('keeps its order around names that are written from right to left', () => {
    const arabic = [message(1, { name: 'محمد (IT)', text: 'Hello' })]
    expect(asText(arabic, words)).toContain('[at 1 \u2068محمد (IT)\u2069]')
    expect(asMarkdown(arabic, words)).toContain('**at 1 \u2068محمد \\(IT\\)\u2069**')
    expect(asHtml(arabic, words)).toContain('<b dir="auto">محمد (IT)</b>')
  })

  it('as text has who, when and what', () => {
    expect(asText(chat, words).split('\n')).toEqual([
      'Plans <b>& more</b>',
      '',
      '[at 1 Ann <i>]',
      '**Hello** <script>alert(1)</script>',
      'second line',
      '',
      '[at 2 Person 1, edited]',
      'Better',
      '🎉 2',
      '',
      '',
      '[at 3 Person 1]',
      'Person 1 deleted this.',
      '',
      '[at 4 Person 1]',
      'File a*b.pdf',
      '',
    ])
  })

  it('of several places says of which, and quotes by its place', () => {
    const asked = message(1, { text: 'to all' })
    const apart = [message(1, { text: 'psst' }), message(2, { text: 'yes', reply_to: 1 })]
    const together: ExportWords = {
      ...words,
      quote: (original) => `re: ${original?.text}`,
      answered: (one) => (apart.includes(one) ? apart[0] : asked),
      remark: (one) => (apart.includes(one) ? 'private with <Ben>' : ''),
    }
    const all = [asked, ...apart, message(3, { text: 'no', reply_to: 1 })]
    const text = asText(all, together)
    expect(text.match(/private with <Ben>/g)).toHaveLength(2)
    expect(text).toContain('[at 2 Person 1, private with <Ben>]\n> re: psst\nyes')
    expect(text).toContain('[at 3 Person 1]\n> re: to all\nno')
    expect(asHtml(all, together)).toContain('<i dir="auto">private with &#60;Ben&#62;</i>')
    expect(asMarkdown(all, together)).toContain('private with \\<Ben\\>')
  })

  it('as Markdown keeps the texts and escapes the rest', () => {
    const text = asMarkdown(chat, words)
    expect(text).toContain('# Plans \\<b\\>\\& more\\</b\\>')
    expect(text).toContain('**at 1 Ann \\<i\\>**\n\n**Hello** \\<script\\>alert\\(1\\)\\</script\\>\\\nsecond line')
    expect(text).toContain('*File a\\*b\\.pdf*')
  })

  it('as HTML has no markup of anybody else', () => {
    const page = asHtml(chat, words)
    expect(page).not.toMatch(/<script|<i>|<b>&/)
    expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
    expect(page).toContain("default-src 'none'")
    expect(page.match(/<article>/g)).toHaveLength(4)
  })

  it.each([
    ['Weekly: plan/ning?', 'Weekly plan ning 2026-11-05.md'],
    ['周会', '周会 2026-11-05.md'],
    ['../..', '2026-11-05.md'],
  ])('is saved under a name that every system takes: %s', (title, name) => {
    expect(exportName(title, new Date(2026, 10, 5), 'md')).toBe(name)
  })
})

describe('Markdown for other programs', () => {
  it.each([
    ['__init__ and 2 * 3', '\\_\\_init\\_\\_ and 2 \\* 3'],
    ['- 5 °C', '\\- 5 °C'],
    ['1986. war', '1986\\. war'],
    ['a\n\n  b  c', 'a\\\n\\\n&nbsp;&nbsp;b&nbsp; c'],
    ['x\n===', 'x\\\n\\=\\=\\='],
    ['&amp;', '\\&amp;'],
    ['**b** *i* `c*d`', '**b** *i* `c*d`'],
    ['- a\n- b', '- a\n- b'],
    ['- 5 °C\n- 3 °C', '\\- 5 °C\\\n\\- 3 °C'],
    ['3. c\n1. a', '3\\. c\\\n1\\. a'],
    ['- [ ] a\n- [x] b', '- [ ] a\n- [x] b'],
    ['> q\n> r\nx', '> q\\\n> r\n\nx'],
    ['```\n*x*\n```', '```\n*x*\n```'],
    ['http://nas/__x__', '<http://nas/__x__>'],
    ['nas:8080/a_b', '[nas:8080/a\\_b](<http://nas:8080/a_b>)'],
  ])('%s', (text, markdown) => {
    expect(markdownFrom(text)).toBe(markdown)
  })
})
