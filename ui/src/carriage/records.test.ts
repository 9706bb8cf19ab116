import { describe, expect, it } from 'vitest'
import vectors from '../../../tests/vectors/records.json'
import { BINARY, batch, Malformed, RecordParser, record, type Said, TEXT } from './records'

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function shown(said: readonly Said[]): (string | number)[][] {
  return said.map(({ slot, opcode, payload }) => [slot, opcode, hex(payload)])
}

/** What a stream says that comes in pieces of this size. */
function parsed(data: Uint8Array, size: number): Said[] {
  const parser = new RecordParser()
  const said: Said[] = []
  for (let at = 0; at < data.byteLength; at += size) said.push(...parser.push(data.slice(at, at + size)))
  return said
}

describe('records, by the vectors shared with Python', () => {
  it.each(vectors.map((one, index) => [index, one] as const))('case %i', (_, { data: written, verdict, said }) => {
    const data = bytes(written)
    for (const size of [data.byteLength || 1, 1, 7]) {
      if (size === 1 && data.byteLength > 10_000) continue
      if (verdict === 'wrong') expect(() => parsed(data, size)).toThrow(Malformed)
      else expect(shown(parsed(data, size))).toEqual(said)
    }
  })
})

describe('what the window says', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536])('of %i bytes is read as it was said', (size) => {
    const payload = new Uint8Array(size).fill(7)
    const both = [...record(3, BINARY, payload), ...record(1, TEXT, payload)]
    expect(shown(parsed(Uint8Array.from(both), 1_000))).toEqual([
      [3, BINARY, hex(payload)],
      [1, TEXT, hex(payload)],
    ])
  })

  it('has a number and how much was read before it', () => {
    const made = batch(258, 2 ** 33 + 1, [record(0, TEXT, new Uint8Array(0))])
    expect(hex(made)).toBe('00000102' + '0000000200000001' + '0000000200' + '8100')
  })
})
