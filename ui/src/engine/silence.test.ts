import { expect, it } from 'vitest'
import { LONGEST_SILENCE, SilenceWatch } from './silence'

const SECOND = 1_000

it('takes a worker that says nothing for stopped', () => {
  const watch = new SilenceWatch(0)
  let now = 0
  for (; now < LONGEST_SILENCE; now += SECOND) expect(watch.stopped(now)).toBe(false)
  watch.heard(now)
  for (const end = now + LONGEST_SILENCE; now <= end; now += SECOND) expect(watch.stopped(now)).toBe(false)
  expect(watch.stopped(now)).toBe(true)
})

it('blames nobody for the time in which the page itself slept', () => {
  const watch = new SilenceWatch(0)
  expect(watch.stopped(SECOND)).toBe(false)
  expect(watch.stopped(3_600 * SECOND)).toBe(false)
  expect(watch.stopped(3_605 * SECOND)).toBe(false)
})
