import { describe, expect, it } from 'vitest'
import protocol from '../../../../docs/protocol.md?raw'
import { CLOSE_CODES } from '../../wire/rules'
import { comesBack, waitBefore } from './comeback'

describe('coming back', () => {
  const rows = [...protocol.matchAll(/^\| (\d{4}) \| .+ \| (yes|no) \|$/gm)].map(([, code, back]) => [
    Number(code),
    back,
  ])

  it.each([...rows, [1006, 'yes']])('after close code %i: %s, as the protocol says', (code, back) => {
    expect(comesBack(Number(code))).toBe(back === 'yes')
  })

  it('is decided for every close code', () => {
    expect(rows.map(([code]) => code)).toEqual(expect.arrayContaining(Object.values(CLOSE_CODES)))
  })

  it('tries at once, then backs off to 2 s', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(waitBefore)).toEqual([0, 250, 500, 1_000, 2_000, 2_000, 2_000])
  })
})
