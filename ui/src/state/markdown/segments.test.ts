import { describe, expect, it } from 'vitest'
import vectors from '../../../../tests/vectors/names.json'
import { codePoints } from '../../text/visible'
import { CHAT_CHARACTERS, textProblem } from '../chat/chat'
import { initialsOf, nameProblem, normalisedName } from '../people/names'
import { segmentsOf } from './links'

describe('links in chat text', () => {
  const urls = (text: string): (string | null)[] => segmentsOf(text).map(({ url }) => url)

  it('finds addresses and leaves the text around them as it is', () => {
    expect(segmentsOf('see https://a.example/x?y=1#z, please')).toEqual([
      { text: 'see ', url: null },
      { text: 'https://a.example/x?y=1#z', url: 'https://a.example/x?y=1#z' },
      { text: ', please', url: null },
    ])
  })

  it('knows addresses without a scheme, of a LAN, and next to Chinese', () => {
    expect(urls('http://192.168.1.20:8080/a')).toEqual(['http://192.168.1.20:8080/a'])
    expect(segmentsOf('请看 www.example.com 谢谢')[1]).toEqual({
      text: 'www.example.com',
      url: 'http://www.example.com',
    })
  })

  it('opens nothing but web addresses', () => {
    for (const text of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'ftp://a.example',
      'mailto:a@b.example',
      '//a.example',
    ]) {
      expect(
        urls(text).every((url) => url === null || /^https?:/.test(url)),
        text,
      ).toBe(true)
    }
    expect(urls('javascript:alert(1)')).toEqual([null])
  })

  it('loses no character', () => {
    const text = '<b>x</b> https://a.example\n\thttp://b.example. 👩‍👩‍👧 end'
    expect(
      segmentsOf(text)
        .map((segment) => segment.text)
        .join(''),
    ).toBe(text)
  })
})

describe('limits of texts', () => {
  it('counts code points, so that an emoji is one character', () => {
    expect(codePoints('a👍')).toBe(2)
    expect(textProblem('👍'.repeat(CHAT_CHARACTERS))).toBeNull()
    expect(textProblem('x'.repeat(CHAT_CHARACTERS + 1))).toEqual({
      code: 'chat_too_long',
      detail: { limit: CHAT_CHARACTERS },
    })
    expect(textProblem(' \n\t')).toEqual({ code: 'chat_empty' })
    expect(textProblem('\u200b\u3164')).toEqual({ code: 'chat_empty' })
  })

  it.each(vectors.people as [string, string][])('tidies a name as the host does: %j', (typed, kept) => {
    expect(normalisedName(typed)).toBe(kept)
  })

  it('refuses names as the host does', () => {
    expect(normalisedName('  A\n\tB \u202Ex\u2066 ')).toBe('A B x')
    expect(normalisedName('e\u0301')).toBe('é')
    expect(nameProblem('')).toEqual({ code: 'name_empty' })
    expect(nameProblem('\u200b')).toEqual({ code: 'name_empty' })
    expect(nameProblem('\ud800')).toEqual({ code: 'name_invalid' })
    expect(nameProblem('x'.repeat(200))?.code).toBe('name_too_long')
    expect(nameProblem('👍'.repeat(64))).toBeNull()
    expect(nameProblem('محمد الفاتح')).toBeNull()
  })
})

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['李明', '李'],
    ['👩‍👩‍👧 Family', '👩‍👩‍👧'],
    ['e\u0301mile', 'E\u0301'],
    ['  ', '?'],
    ['さくら 花', 'さ'],
    ['<b>Bob</b>', '<'],
    ['Anna 2', 'A'],
  ])('%s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })
})
