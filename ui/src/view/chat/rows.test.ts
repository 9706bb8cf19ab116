import { describe, expect, test } from 'vitest'
import type { ChatMessage } from '../../wire/messages'
import { cameInFront, rowsOf } from './rows'

const DAY = 86_400

function message(entry: number, rest: Partial<ChatMessage> = {}): ChatMessage {
  return { entry, participant: 1, name: 'Ada', ref: `${entry}`, text: 'hello', at: 1_000_000 + entry, ...rest }
}

const chat = (from: number, to: number): ChatMessage[] =>
  Array.from({ length: to - from + 1 }, (_, at) => message(from + at))

describe('rows', () => {
  test('messages of one person within minutes stand together, under the line of their day', () => {
    const rows = rowsOf([
      message(1),
      message(2),
      message(3, { participant: 2, name: 'Bob' }),
      message(4, { participant: 2, name: 'Robert' }),
      message(5, { participant: 2, name: 'Robert', at: 1_000_900 }),
      message(6, { participant: 2, name: 'Robert', at: 1_000_900 + DAY }),
    ])
    expect(rows.map((row) => (row.kind === 'day' ? 'day' : row.first))).toEqual([
      'day',
      true,
      false,
      true,
      true,
      true,
      'day',
      true,
    ])
    expect(rows.flatMap((row) => (row.kind === 'message' ? [row.index] : []))).toEqual([0, 1, 2, 3, 4, 5])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  })

  test('an answer has its sender above the quote, where the tools have room', () => {
    const rows = rowsOf([message(1), message(2, { reply_to: 1 }), message(3)])
    expect(rows.map((row) => row.kind === 'message' && row.first)).toEqual([false, true, true, false])
  })

  test('what comes and goes in front is told apart from what comes at the end', () => {
    const rows = rowsOf(chat(100, 200))
    expect(cameInFront(rows, rows)).toBe(0)
    expect(cameInFront(rows, rowsOf(chat(100, 205)))).toBe(0)
    expect(cameInFront(rows, rowsOf(chat(50, 200)))).toBe(50)
    expect(cameInFront(rows, rowsOf(chat(50, 205)))).toBe(50)
    expect(cameInFront(rows, rowsOf(chat(103, 203)))).toBe(-3)
    expect(cameInFront(rows, rowsOf(chat(300, 400))), 'nothing of it is left').toBe(0)
    expect(cameInFront([], rows)).toBe(0)
  })
})
