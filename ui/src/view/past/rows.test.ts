import { expect, it } from 'vitest'
import type { PastMessage } from '../../wire/messages'
import { pastRowsOf } from './rows'

function past(entry: number, at: number, participant: number | null = null, writer = 1): PastMessage {
  return {
    message: { entry, participant: writer, name: `p${writer}`, ref: `${entry}`, text: 'x', at },
    participant,
    name: participant ? 'Ben' : '',
  }
}

it('private messages stand apart, and rows have keys of their own', () => {
  const rows = pastRowsOf([past(1, 10), past(2, 11), past(1, 12, 7), past(3, 13), past(4, 400), past(5, 401, null, 2)])
  expect(rows.map((row) => (row.kind === 'day' ? 'day' : `${row.index}${row.first ? ' first' : ''}`))).toEqual([
    'day',
    '0 first',
    '1',
    '2 first',
    '3 first',
    '4 first',
    '5 first',
  ])
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
})
