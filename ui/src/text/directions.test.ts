import { describe, expect, it } from 'vitest'
import { m } from '../i18n'
import { isolated, straight } from './directions'

const FSI = '\u2068'
const PDI = '\u2069'

describe('text of others in a sentence', () => {
  it.each(['Anna', '王小明', 'Zoë', '👩‍👩‍👧‍👦', '3 < 4', ''])('stays as it is: %s', (text) => {
    expect(isolated(text)).toBe(text)
    expect(m.notice_joined({ name: text })).toBe(`${text} joined`)
  })

  it.each(['محمد', 'דנה', 'Anna محمد'])('is isolated where it is written from right to left: %s', (text) => {
    expect(m.notice_joined({ name: text })).toBe(`${FSI}${text}${PDI} joined`)
  })

  it.each([
    ['an override', '\u202egnp.exe', '\u202egnp.exe'],
    ['an isolate that is never ended', '\u2067abc', `\u2067abc${PDI}`],
    ['the end of an isolate that did not begin', `abc${PDI}\u202edef`, 'abc\u202edef'],
    ['two of one and one of the other', `\u2066a\u2068b${PDI}`, `\u2066a\u2068b${PDI}${PDI}`],
    ['ends before beginnings', `${PDI}${PDI}\u2066a`, `\u2066a${PDI}`],
  ])('ends with the text: %s', (_, text, kept) => {
    expect(isolated(text)).toBe(`${FSI}${kept}${PDI}`)
    expect(m.captions_wrote({ name: 'Eve', text })).toBe(`Eve: ${FSI}${kept}${PDI}`)
  })

  it('turns no detail of an error over', () => {
    expect(m.error_host_changed({ name: '\u202eevE', address: '10.0.0.1', words: 'x' })).toContain(
      `${FSI}\u202eevE${PDI}`,
    )
  })
})

describe('the name of a file', () => {
  it.each([
    ['annual\u202egpj.exe', 'annualgpj.exe'],
    ['a\u061c\u200e\u200f\u2066b\u2069', 'ab'],
    ['דנה\u200f (1).pdf', 'דנה\u200f (1).pdf'],
    ['דנה\u202e.pdf', 'דנה.pdf'],
  ])('is what it seems when it is saved: %j', (name, kept) => {
    expect(straight(name)).toBe(kept)
  })
})
