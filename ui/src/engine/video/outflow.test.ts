import { describe, expect, it } from 'vitest'
import { Outflow, PATIENCE, type Remedy, TRY_EVERY } from './outflow'

const STEP = 500

/** What is said from `from` on for so long, with when: `leaves` says which layers send a picture in each half second. */
function run(
  outflow: Outflow,
  options: { from?: number; last: number; wanted?: number[]; came?: boolean; leaves?: (now: number) => number[] },
): [number, Remedy][] {
  const { from = 0, last, wanted = [1], came = true, leaves = () => [] } = options
  const said: [number, Remedy][] = []
  for (let now = from; now < from + last; now += STEP) {
    const remedy = outflow.check(wanted, came, now)
    if (remedy) said.push([now - from, remedy])
    for (const layer of leaves(now)) outflow.left(layer, now)
  }
  return said
}

describe('the way out of pictures', () => {
  it('says nothing while they leave, or while nobody wants any', () => {
    const outflow = new Outflow()
    expect(run(outflow, { last: 60_000, leaves: () => [1] })).toEqual([])
    expect(run(outflow, { from: 60_000, last: 60_000, wanted: [] })).toEqual([])
  })

  it('tries the encoder, then the capture, then tells, and goes on trying', () => {
    expect(run(new Outflow(), { last: 30_000 })).toEqual([
      [PATIENCE, 'encoder'],
      [2 * PATIENCE, 'capture'],
      [3 * PATIENCE, 'tell'],
      [3 * PATIENCE + TRY_EVERY, 'capture'],
      [3 * PATIENCE + 2 * TRY_EVERY, 'capture'],
    ])
  })

  it('blames no encoder where nothing was captured', () => {
    expect(run(new Outflow(), { last: 5_000, came: false })).toEqual([
      [PATIENCE, 'capture'],
      [2 * PATIENCE, 'tell'],
    ])
  })

  it('opens anew what nothing comes from, and gives it longer each time', () => {
    const outflow = new Outflow()
    expect(run(outflow, { last: 180_000, came: false })).toEqual([
      [PATIENCE, 'capture'],
      [2 * PATIENCE, 'tell'],
      [2 * PATIENCE + TRY_EVERY, 'reopen'],
      [2 * PATIENCE + 3 * TRY_EVERY, 'reopen'],
      [2 * PATIENCE + 7 * TRY_EVERY, 'reopen'],
      [2 * PATIENCE + 15 * TRY_EVERY, 'reopen'],
    ])
    // It gives pictures: what is in the way now is something else.
    expect(run(outflow, { from: 180_000, last: 70_000 }).map(([, remedy]) => remedy)).toEqual(['capture', 'capture'])
    run(outflow, { from: 250_000, last: 5_000, leaves: () => [1] })
    expect(run(outflow, { from: 255_000, last: 15_000, came: false }).map(([, remedy]) => remedy)).toEqual([
      'capture',
      'tell',
      'reopen',
    ])
  })

  it('says when it is well again, and begins anew the next time', () => {
    const outflow = new Outflow()
    run(outflow, { last: 7_000 })
    expect(run(outflow, { from: 7_000, last: 5_000, leaves: () => [1] })).toEqual([[STEP, 'well']])
    expect(run(outflow, { from: 12_000, last: 2_500 })[0]?.[1]).toBe('encoder')
  })

  it('says nothing more of what is not wanted any more', () => {
    const outflow = new Outflow()
    run(outflow, { last: 7_000 })
    expect(run(outflow, { from: 7_000, last: 20_000, wanted: [] })).toEqual([[0, 'well']])
  })

  it('does not take another wish for an end of the fault', () => {
    const outflow = new Outflow()
    run(outflow, { last: 7_000 })
    const said = run(outflow, { from: 7_000, last: 20_000, wanted: [0] })
    expect(said.map(([, remedy]) => remedy)).not.toContain('well')
    expect(run(outflow, { from: 27_000, last: 2_000, wanted: [0], leaves: () => [0] })).toEqual([[STEP, 'well']])
  })

  it('sees that one of two layers stands', () => {
    const said = run(new Outflow(), { last: 3_000, wanted: [0, 1], leaves: () => [0] })
    expect(said).toEqual([[PATIENCE, 'encoder']])
  })

  it('gives a layer that is wanted only now its time', () => {
    const outflow = new Outflow()
    expect(run(outflow, { last: 10_000, wanted: [0], leaves: () => [0] })).toEqual([])
    expect(run(outflow, { from: 10_000, last: 1_900, wanted: [1] })).toEqual([])
  })

  it('takes the time of a computer that slept for no fault', () => {
    const outflow = new Outflow()
    run(outflow, { last: 3_000, leaves: () => [1] })
    expect(run(outflow, { from: 3_600_000, last: 1_900 })).toEqual([])
  })
})
