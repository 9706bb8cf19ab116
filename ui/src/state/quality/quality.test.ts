import { describe, expect, it } from 'vitest'
import type { TrackStats } from '../../engine/api'
import type { Person } from '../people/people'
import { type Grade, gradeOf, ownGrade, Steady } from './grade'
import { Hints, type Signs } from './hints'
import { type Moment, Quality } from './quality'

function stats(change: Partial<TrackStats> = {}): TrackStats {
  return {
    track: 1,
    direction: 'receive',
    kind: 'audio',
    codec: 'opus',
    latencyP50: 60,
    latencyP95: 90,
    bitsPerSecond: 36_000,
    framesPerSecond: 50,
    width: 0,
    height: 0,
    layer: 0,
    dropped: 0,
    jitterTarget: 40,
    concealed: 0,
    lipSync: null,
    waited: null,
    speakerDelay: null,
    encodeMs: null,
    reduced: null,
    ...change,
  }
}

const video = (change: Partial<TrackStats> = {}): TrackStats =>
  stats({ track: 2, kind: 'video', codec: 'vp8', framesPerSecond: 30, ...change })

describe('how well somebody comes', () => {
  const grade = (...tracks: TrackStats[]) => gradeOf({ tracks, frozen: false, connected: true })

  it.each<[Grade | null, string, TrackStats[]]>([
    ['good', 'sound and picture in time', [stats(), video()]],
    ['good', 'clocks not yet compared', [stats({ latencyP95: null })]],
    ['fair', 'a quarter of a second late', [stats({ latencyP95: 260 })]],
    ['poor', 'too late to talk', [video({ latencyP95: 450 })]],
    ['fair', 'a little sound made up', [stats({ concealed: 0.03 })]],
    ['poor', 'much sound made up', [stats({ concealed: 0.1 }), video()]],
    ['fair', 'a third of the pictures lost', [stats(), video({ framesPerSecond: 20, dropped: 10 })]],
    ['poor', 'most pictures lost', [stats(), video({ framesPerSecond: 5, dropped: 20 })]],
    [null, 'silent and without a picture', [stats({ framesPerSecond: 0 })]],
    [null, 'nothing', []],
  ])('is %s: %s', (expected, _, tracks) => {
    expect(grade(...tracks)).toBe(expected)
  })

  it('is poor while the picture stands still or the link is gone', () => {
    expect(gradeOf({ tracks: [stats()], frozen: true, connected: true })).toBe('poor')
    expect(gradeOf({ tracks: [], frozen: false, connected: false })).toBe('poor')
  })

  it('is for oneself how well one sends', () => {
    expect(ownGrade([stats({ direction: 'send' })], 4, true)).toBe('good')
    expect(ownGrade([video({ direction: 'send', reduced: 'network' })], 4, true)).toBe('fair')
    expect(ownGrade([], 500, true)).toBe('poor')
    expect(ownGrade([], 4, false)).toBe('poor')
    expect(ownGrade([], null, true)).toBeNull()
  })
})

describe('a steady value', () => {
  const play = (script: string, takes = { worse: 2, better: 4 }): string => {
    const steady = new Steady<string>('0', Number, takes)
    return [...script].map((value) => steady.observe(value)).join('')
  }

  it('does not follow a single outlier', () => {
    expect(play('0020000')).toBe('0000000')
  })

  it('gets worse sooner than better', () => {
    expect(play('0022222')).toBe('0002222')
    expect(play('22000000')).toBe('02222000')
  })

  it('moves to the mildest of what was seen', () => {
    expect(play('0212')).toBe('0011')
  })

  it('starts again after a change of direction', () => {
    expect(play('11202020', { worse: 2, better: 2 })).toBe('01111111')
  })
})

describe('hints', () => {
  const fine: Signs = {
    reduced: null,
    others: ['good', 'good', 'good'],
    roundTrip: 3,
    pressed: false,
    stalls: 0,
    speakerDelay: 45,
  }
  /** One sign a second, as many times as said; answers the hint after each. */
  const play = (hints: Hints, signs: Partial<Signs>, seconds: number) =>
    Array.from({ length: seconds }, () => hints.observe({ ...fine, ...signs }))

  it('wait until something lasts, and stay until it is surely over', () => {
    const hints = new Hints()
    expect(play(hints, { reduced: 'network' }, 3)).toEqual([null, null, null])
    expect(play(hints, {}, 1)).toEqual([null])
    expect(play(hints, { reduced: 'network' }, 5).at(-1)).toBe('network')
    expect(play(hints, {}, 9).at(-1)).toBe('network')
    expect(play(hints, {}, 1)).toEqual([null])
  })

  it('blame the own network when most of the others come badly, and nobody when one does', () => {
    expect(play(new Hints(), { others: ['poor', 'poor', 'good'] }, 4).at(-1)).toBe('network')
    expect(play(new Hints(), { others: ['poor', 'good', 'good'] }, 9).at(-1)).toBeNull()
    expect(play(new Hints(), { others: ['poor'] }, 9).at(-1)).toBeNull()
    expect(play(new Hints(), { roundTrip: 400 }, 4).at(-1)).toBe('network')
  })

  it('blame the processor before the network', () => {
    expect(play(new Hints(), { reduced: 'processor', others: ['poor', 'poor'] }, 4).at(-1)).toBe('processor')
    expect(play(new Hints(), { pressed: true, others: ['poor', 'good'] }, 4).at(-1)).toBe('processor')
    expect(play(new Hints(), { stalls: 40 }, 9).at(-1)).toBeNull()
    expect(play(new Hints(), { stalls: 40, others: ['poor', 'poor'] }, 4).at(-1)).toBe('processor')
  })

  it('blame headphones that take long, not the network, when they make everybody late', () => {
    expect(play(new Hints(), { speakerDelay: 300, others: ['poor', 'poor'] }, 4).at(-1)).toBe('speaker')
    expect(play(new Hints(), { speakerDelay: 300 }, 4).at(-1)).toBe('speaker')
    expect(play(new Hints(), { speakerDelay: 300, roundTrip: 400 }, 4).at(-1)).toBe('network')
    expect(play(new Hints(), { speakerDelay: 120 }, 9).at(-1)).toBeNull()
    expect(play(new Hints(), { speakerDelay: null }, 9).at(-1)).toBeNull()
  })

  it('say nothing of a busy processor that nobody suffers from', () => {
    expect(play(new Hints(), { pressed: true }, 20).every((hint) => hint === null)).toBe(true)
    expect(play(new Hints(), { pressed: true, others: [] }, 20).every((hint) => hint === null)).toBe(true)
  })

  it('stay away for the rest of the meeting once sent away, unless something else is the matter', () => {
    const hints = new Hints()
    play(hints, { reduced: 'network' }, 5)
    hints.dismiss()
    expect(play(hints, { reduced: 'network' }, 400).every((hint) => hint === null)).toBe(true)
    play(hints, {}, 20)
    expect(play(hints, { reduced: 'network' }, 20).every((hint) => hint === null)).toBe(true)
    play(hints, {}, 20)
    expect(play(hints, { reduced: 'processor' }, 5).at(-1)).toBe('processor')
  })
})

describe('quality', () => {
  const person = (id: number, change: Partial<Person> = {}): Person => ({
    id,
    name: `P${id}`,
    ownName: `P${id}`,
    joinedAt: 0,
    role: 'participant',
    host: false,
    me: false,
    deputy: false,
    connected: true,
    muted: false,
    audio: id * 10,
    video: id * 10 + 1,
    screens: [],
    ...change,
  })
  const moment = (change: Partial<Moment> = {}): Moment => ({
    people: [person(2), person(1, { me: true })],
    stats: [stats({ track: 20 })],
    frozen: new Set(),
    connected: true,
    roundTrip: 3,
    pressed: false,
    stalls: 0,
    ...change,
  })

  it('is known for each person, and told only when it changes', () => {
    const quality = new Quality()
    let told = 0
    quality.grades.subscribe(() => told++)
    for (let second = 0; second < 5; second++) quality.observe(moment())
    expect([...quality.grades.get()]).toEqual([
      [2, 'good'],
      [1, 'good'],
    ])
    expect(told).toBe(2)
    for (let second = 0; second < 5; second++) quality.observe(moment({ frozen: new Set([21]) }))
    expect(quality.grades.get().get(2)).toBe('poor')
    expect(told).toBe(3)
  })

  it('says that the picture is reduced only where one is sent and is', () => {
    const quality = new Quality()
    for (let second = 0; second < 5; second++) quality.observe(moment({ roundTrip: 400 }))
    expect([quality.hint.get(), quality.reduced.get()]).toEqual(['network', false])
    const sent = video({ direction: 'send', reduced: 'network' })
    quality.observe(moment({ roundTrip: 400, stats: [stats({ track: 20 }), sent] }))
    expect(quality.reduced.get()).toBe(true)
    // The sentence does not change to and fro while it is read.
    quality.observe(moment({ roundTrip: 400 }))
    expect(quality.reduced.get()).toBe(true)
    for (let second = 0; second < 15; second++) quality.observe(moment())
    expect([quality.hint.get(), quality.reduced.get()]).toEqual([null, false])
  })

  it('does not blame the network for somebody whose own link is gone', () => {
    const quality = new Quality()
    const gone = [person(2, { connected: false }), person(3, { connected: false }), person(1, { me: true })]
    for (let second = 0; second < 9; second++) quality.observe(moment({ people: gone, stats: [] }))
    expect(quality.hint.get()).toBeNull()
    expect(quality.grades.get().get(3)).toBe('poor')
  })
})
