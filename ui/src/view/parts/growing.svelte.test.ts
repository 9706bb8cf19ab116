// @vitest-environment jsdom
import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Growing } from './growing.svelte'

const PEOPLE = 50
/** What was measured in Firefox to hold nothing up; fifty people in one go did, voices too. */
const MOST_AT_ONCE = 6

let end: (() => void) | undefined

function growing(wanted: () => number): Growing {
  let made: Growing | undefined
  end = $effect.root(() => {
    made = new Growing(wanted)
  })
  flushSync()
  return made!
}

/** One turn of the page's loop. */
function turn(): void {
  vi.runOnlyPendingTimers()
  flushSync()
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  end?.()
  vi.useRealTimers()
})

it('brings a list of fifty in steps, all of them in the end, and then rests', () => {
  const list = growing(() => PEOPLE)
  expect(list.count, 'at once').toBeLessThan(PEOPLE / 2)
  for (let turns = 0; list.count < PEOPLE; turns++) {
    expect(turns, `only ${list.count} of ${PEOPLE} came`).toBeLessThan(PEOPLE)
    const before = list.count
    turn()
    expect(list.count - before, `in one turn, after ${before}`).toBeLessThanOrEqual(MOST_AT_ONCE)
  }
  expect(vi.getTimerCount(), 'timers of a list that is whole').toBe(0)
})

it('goes on when more come later, and waits for nothing in a short list', () => {
  let people = $state(3)
  const list = growing(() => people)
  expect(vi.getTimerCount()).toBe(0)
  people = PEOPLE
  flushSync()
  for (let turns = 0; turns < PEOPLE; turns++) turn()
  expect(list.count).toBeGreaterThanOrEqual(PEOPLE)
})

it('ends with its component', () => {
  const list = growing(() => PEOPLE)
  const before = list.count
  end?.()
  for (let turns = 0; turns < PEOPLE; turns++) turn()
  expect(list.count).toBe(before)
})
