import { describe, expect, it } from 'vitest'
import codesInPython from '../../../meetdesk/core/errors.py?raw'
import settings from '../../project.inlang/settings.json'
import { bestLocale } from '.'

type Texts = Record<string, string>

const PARTS = ['errors.json', 'window.json', 'chat.json', 'doctor.json', 'browsers.json']
const texts = import.meta.glob<Texts>('../../../meetdesk/messages/*/*.json', { import: 'default', eager: true })
const of = (language: string, part: string): Texts => texts[`../../../meetdesk/messages/${language}/${part}`] ?? {}
const LANGUAGES = [...new Set(Object.keys(texts).map((path) => path.split('/').at(-2) ?? ''))].sort()
const OTHERS = LANGUAGES.filter((language) => language !== settings.baseLocale)
const errorsEn = of('en', 'errors.json')
const shownEn = { ...of('en', 'window.json'), ...of('en', 'chat.json') }
/** What is rightly written in no letters, or the same in every language. */
const NO_WORDS = [
  'captions_wrote',
  'chat_counter',
  'chat_message_of',
  'chat_said',
  'export_markdown',
  'file_limit_megabytes',
  'file_progress',
]
const SOURCES: Record<string, string> = import.meta.glob(['../view/**/*.{ts,svelte}', '../state/**/*.ts', './*.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()

describe.each(OTHERS.flatMap((language) => PARTS.map((part) => [language, part] as const)))(
  '%s/%s',
  (language, part) => {
    const english = of('en', part)
    const other = of(language, part)

    it('has every text', () => {
      expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort())
    })

    it('has the placeholders of the English texts', () => {
      for (const [key, text] of Object.entries(english)) {
        expect(placeholders(other[key] ?? ''), key).toEqual(placeholders(text))
      }
    })

    it('says something, and is translated', () => {
      for (const [key, text] of Object.entries(english)) {
        expect(text.trim(), key).not.toBe('')
        if (NO_WORDS.includes(key)) continue
        expect(other[key]?.trim(), key).not.toBe('')
        if (language.startsWith('zh')) expect(other[key], key).toMatch(/\p{Script=Han}/u)
      }
    })
  },
)

describe('a language', () => {
  it('is a folder of texts, and its name stands in the settings of the message compiler', () => {
    expect(settings.locales.toSorted()).toEqual(LANGUAGES)
  })

  it('is found by what the system or the browser asks for', () => {
    expect(['en', 'en-GB', 'zh-CN', 'zh-cn', 'zh', 'zh-TW', 'de-DE', ''].map(bestLocale)).toEqual([
      'en',
      'en',
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'en',
      'en',
    ])
  })
})

describe('the texts', () => {
  it('have a sentence for every error code, and none for a code that does not exist', () => {
    const codes = [...codesInPython.matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"$/gm)].map((match) => `error_${match[1]}`)
    expect(codes.length).toBeGreaterThan(40)
    expect(Object.keys(errorsEn).sort()).toEqual(codes.sort())
  })

  it('that differ from browser to browser are of a code, or asked for by their name, and there is one for any browser', () => {
    const code = Object.values(SOURCES).join('\n')
    const keys = Object.keys(of('en', 'browsers.json'))
    const subjects = keys
      .filter((key) => key.endsWith('_browser'))
      .map((key) => key.slice('here_'.length, -'_browser'.length))
    for (const subject of subjects) {
      expect(`error_${subject}` in errorsEn || code.includes(`textHere('${subject}')`), subject).toBe(true)
    }
    const left = keys.filter((key) => !subjects.some((subject) => key.startsWith(`here_${subject}_`)))
    expect(left, 'no text says the same for any other browser').toEqual([])
  })

  it('of the window are all used', () => {
    const code = Object.values(SOURCES).join('\n')
    const unused = Object.keys(shownEn).filter((key) => !new RegExp(`\\bm\\.${key}\\b`).test(code))
    expect(unused, 'remove these, or use them').toEqual([])
  })

  it('are nowhere written into the code', () => {
    const views = Object.entries(SOURCES)
      .map(([path, source]) => (path.endsWith('.svelte') ? source : ''))
      .join('\n')
    // English words between tags are texts that cannot be translated.
    const found = [...views.matchAll(/>([^<>{}]*[A-Za-z]{3,}[^<>{}]*)<\//g)].map((match) => match[1]?.trim())
    expect(found.filter((text) => text && text !== 'MeetDesk' && !/[=();]/.test(text))).toEqual([])
  })
})
