import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const FILES = ['errors', 'window'] as const

function texts(language: string, file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(ROOT, 'meetdesk/messages', language, `${file}.json`), 'utf8'))
}

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(ts|svelte)$/.test(file.name))
    .filter((file) => !/generated|engine|gallery/.test(file.parentPath))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n')
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort()

describe.each(FILES)('the texts of %s.json', (file) => {
  const english = texts('en', file)
  const chinese = texts('zh-CN', file)

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
    const python = readFileSync(join(ROOT, 'meetdesk/core/errors.py'), 'utf8')
    const codes = [...python.matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"$/gm)].map((match) => `error_${match[1]}`)
    expect(codes.length).toBeGreaterThan(40)
    expect(Object.keys(texts('en', 'errors')).sort()).toEqual(codes.sort())
  })

  it('of the window are all used', () => {
    const code = sources(join(ROOT, 'ui/src'))
    const unused = Object.keys(texts('en', 'window')).filter((key) => !new RegExp(`\\bm\\.${key}\\b`).test(code))
    expect(unused, 'remove these from window.json, or use them').toEqual([])
  })

  it('are nowhere written into the code', () => {
    const views = sources(join(ROOT, 'ui/src/view'))
    // English words between tags are texts that cannot be translated.
    const found = [...views.matchAll(/>([^<>{}]*[A-Za-z]{3,}[^<>{}]*)<\//g)].map((match) => match[1]?.trim())
    expect(found.filter((text) => text && text !== 'MeetDesk' && !/[=();]/.test(text))).toEqual([])
  })
})
