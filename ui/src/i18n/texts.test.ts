import { describe, expect, it } from 'vitest'
import codesInPython from '../../../meetdesk/core/errors.py?raw'
import doctorEn from '../../../meetdesk/messages/en/doctor.json'
import errorsEn from '../../../meetdesk/messages/en/errors.json'
import windowEn from '../../../meetdesk/messages/en/window.json'
import doctorZh from '../../../meetdesk/messages/zh-CN/doctor.json'
import errorsZh from '../../../meetdesk/messages/zh-CN/errors.json'
import windowZh from '../../../meetdesk/messages/zh-CN/window.json'

type Texts = Record<string, string>

const FILES: [string, Texts, Texts][] = [
  ['errors.json', errorsEn, errorsZh],
  ['window.json', windowEn, windowZh],
  ['doctor.json', doctorEn, doctorZh],
]
const SOURCES: Record<string, string> = import.meta.glob(['../view/**/*.{ts,svelte}', '../state/**/*.ts', './*.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()

describe.each(FILES)('the texts of %s', (_, english, chinese) => {
  it('are there in both languages', () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort())
  })

  it('have the same placeholders in both languages', () => {
    for (const [key, text] of Object.entries(english)) {
      expect(placeholders(chinese[key] ?? ''), key).toEqual(placeholders(text))
    }
  })

  it('say something, and are translated', () => {
    for (const [key, text] of Object.entries(english)) {
      expect(text.trim(), key).not.toBe('')
      if (key !== 'chat_counter') expect(chinese[key], key).toMatch(/\p{Script=Han}/u)
    }
  })
})

describe('the texts', () => {
  it('have a sentence for every error code, and none for a code that does not exist', () => {
    const codes = [...codesInPython.matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"$/gm)].map((match) => `error_${match[1]}`)
    expect(codes.length).toBeGreaterThan(40)
    expect(Object.keys(errorsEn).sort()).toEqual(codes.sort())
  })

  it('of the window are all used', () => {
    const code = Object.values(SOURCES).join('\n')
    const unused = Object.keys(windowEn).filter((key) => !new RegExp(`\\bm\\.${key}\\b`).test(code))
    expect(unused, 'remove these from window.json, or use them').toEqual([])
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
