import { describe, expect, it } from 'vitest'
import type { TrackStats } from '../engine/api'
import type { Milestone } from '../wire/messages'
import { LEFT, RIGHT } from './devices'
import { hasMoved, isTestPicture } from './recognise'
import { Watch } from './watch'

const stats = (direction: 'send' | 'receive', kind: 'audio' | 'video', bitsPerSecond: number) =>
  ({ direction, kind, bitsPerSecond }) as TrackStats

describe('the test picture', () => {
  const picture = { left: LEFT, right: RIGHT, bar: 0.2 }

  it('is known again when an encoder has made it coarser', () => {
    expect(isTestPicture({ ...picture, left: [180, 60, 55] })).toBe(true)
  })

  it('is no other picture, and not mirrored', () => {
    expect(isTestPicture({ left: RIGHT, right: LEFT, bar: 0 })).toBe(false)
    expect(isTestPicture({ left: [0, 0, 0], right: [0, 0, 0], bar: 0 })).toBe(false)
  })

  it('moves when its bar does', () => {
    expect(hasMoved(picture, { ...picture, bar: 0.21 })).toBe(false)
    expect(hasMoved(picture, { ...picture, bar: 0.4 })).toBe(true)
  })
})

describe('the watch', () => {
  const watched = () => {
    const reports: { reached: Milestone[]; fault: string }[] = []
    return { reports, watch: new Watch((reached, fault) => reports.push({ reached, fault })) }
  }

  it('reports each milestone once, with those before', () => {
    const { reports, watch } = watched()
    watch.reach('page')
    watch.reach('page')
    watch.handle({ type: 'levels', levels: { 7: 0.5 } })
    expect(reports.map(({ reached }) => reached)).toEqual([['page'], ['page', 'sound_heard']])
  })

  it('takes silence for no sound, and a track without bits for nothing sent', () => {
    const { reports, watch } = watched()
    watch.handle({ type: 'levels', levels: { 7: 0 } })
    watch.handle({ type: 'stats', stats: [stats('send', 'video', 0), stats('receive', 'video', 100_000)] })
    expect(reports).toEqual([])
    watch.handle({ type: 'stats', stats: [stats('send', 'video', 100), stats('send', 'audio', 100)] })
    expect(reports.at(-1)?.reached).toEqual(['picture_sent', 'sound_sent'])
  })

  it('hands faults on', () => {
    const { reports, watch } = watched()
    watch.handle({ type: 'fault', code: 'worker', detail: 'stopped' })
    expect(reports).toEqual([{ reached: [], fault: 'worker: stopped' }])
  })
})
