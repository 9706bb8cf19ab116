import { describe, expect, it } from 'vitest'
import { ActiveSpeaker } from './speaker'

const A = 1
const B = 2
const C = 3

/** Plays who speaks in each step of 100 ms (`A`, `BA` loudest first, `.` silence); answers who is shown in each. */
function shown(
  script: string,
  speaker = new ActiveSpeaker(),
  present: ReadonlySet<number> = new Set([A, B, C]),
): string {
  const names = ['.', 'A', 'B', 'C']
  return script
    .split(' ')
    .map((speakers, step) => {
      const heard = speakers === '.' ? [] : [...speakers].map((name) => names.indexOf(name))
      return names[speaker.update(heard, present, step * 100) ?? 0]
    })
    .join('')
}

/** The same for `steps` of 100 ms. */
function long(speakers: string, steps: number): string {
  return Array(steps).fill(speakers).join(' ')
}

describe('the active speaker', () => {
  it('is whoever speaks first, at once, and stays through silence', () => {
    expect(shown(`. . A A ${long('.', 30)}`)).toBe(`..AA${'A'.repeat(30)}`)
  })

  it('does not change for a cough', () => {
    expect(shown(`${long('A', 30)} . . B B B . . ${long('A', 5)}`)).toBe('A'.repeat(42))
  })

  it('changes once somebody else goes on speaking into the silence', () => {
    expect(shown(`${long('A', 30)} . ${long('B', 10)}`)).toBe(`${'A'.repeat(35)}${'B'.repeat(6)}`)
  })

  it('changes only slowly while both speak', () => {
    expect(shown(`${long('A', 30)} ${long('BA', 14)} A ${long('BA', 20)}`)).toBe(`${'A'.repeat(60)}${'B'.repeat(5)}`)
  })

  it('is not overtaken by somebody quieter', () => {
    expect(shown(`${long('A', 30)} ${long('AB', 50)}`)).toBe('A'.repeat(80))
  })

  it('is shown for two seconds at least', () => {
    expect(shown(`A ${long('B', 25)}`)).toBe(`${'A'.repeat(20)}${'B'.repeat(6)}`)
  })

  it('makes room at once when they leave', () => {
    const speaker = new ActiveSpeaker()
    expect(shown(`${long('AC', 5)}`, speaker)).toBe('AAAAA')
    expect(speaker.update([C], new Set([B, C]), 600)).toBe(C)
  })

  it('is nobody who cannot be shown', () => {
    expect(shown('A A A', new ActiveSpeaker(), new Set([B]))).toBe('...')
  })
})
