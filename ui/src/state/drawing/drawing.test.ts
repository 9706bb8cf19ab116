import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import vectors from '../../../../tests/vectors/strokes.json'
import type { ClientMessage, Drawers, DrawStroke, HostMessage, Role, Stroke } from '../../wire/messages'
import { LIMITS } from '../../wire/rules'
import type { NewRequest } from '../log/requests'
import { Announcements } from '../notices/announcements'
import { ProblemError } from '../problem'
import { Store } from '../store'
import { ME, participant, state, step } from '../testing/meeting'
import { Drawing, FADING } from './drawing'
import { EVEN, MOST, type Point, packed, pointAt, unpacked } from './points'
import { mayDraw } from './rules'

const SCREEN = 7
const OTHER = 1
const POINTS: readonly Point[] = [at(0), at(0.25), at(0.5)]

function at(x: number, y = 0.5): Point {
  return { x: Math.round(x * MOST), y: Math.round(y * MOST), pressure: EVEN }
}

const shared = state({
  participants: [participant(OTHER, { name: 'Ada' }), participant(ME)],
  tracks: [{ track: SCREEN, participant: OTHER, source: 'screen', codec: 'vp8', muted: false, layers: [] }],
})

function stroke(number: number, by: number, change: Partial<Stroke> = {}): Stroke {
  return {
    stroke: number,
    participant: by,
    ref: number,
    tool: 'pen',
    points: packed(POINTS),
    text: '',
    fades: false,
    ...change,
  }
}

function window() {
  const sent: ClientMessage[] = []
  const asked: NewRequest[] = []
  const answers: (() => Promise<never>)[] = []
  const announcements = new Announcements()
  const drawing = new Drawing({
    ask: (request) => {
      asked.push(request)
      return answers.shift()?.() ?? Promise.resolve({ type: 'done', id: 1, track: null, file: null })
    },
    send: (message) => sent.push(message) > 0,
    announcements,
    now: () => Date.now(),
  })
  const told = (message: HostMessage): void => drawing.message(message, shared)
  told({
    type: 'welcome',
    protocol: 2,
    participant: ME,
    host_us: 0,
    state: null,
    entries: [],
    conversations: [],
    private: [],
  })
  told({ type: 'drawers_set', track: SCREEN, who: 'all', by: null })
  const said = (): unknown => announcements.latest.get()?.announcement
  const whole = () => drawing.strokes.get().get(SCREEN) ?? []
  const live = () => drawing.live.get().get(SCREEN) ?? []
  const draws = () => asked.filter((one): one is Omit<DrawStroke, 'id'> => one.type === 'draw_stroke')
  return { drawing, sent, asked, answers, told, said, whole, live, draws }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('points', () => {
  it.each(vectors.points)('are bytes as the host has them', ({ points, hex }) => {
    const places = points.map(([x = 0, y = 0, pressure = 0]) => ({ x, y, pressure }))
    const bytes = Buffer.from(hex, 'hex').toString('base64')
    expect(packed(places)).toBe(bytes)
    expect(unpacked(bytes)).toEqual(places)
  })

  it('are never outside of the picture, nor no numbers', () => {
    expect(pointAt(-1, 2, Number.NaN)).toEqual({ x: 0, y: MOST, pressure: 0 })
    expect(pointAt(Number.POSITIVE_INFINITY, 0.5, 1)).toEqual({ x: 0, y: EVEN, pressure: MOST })
  })
})

describe('who may draw', () => {
  it.each(vectors.drawers)('$role, presenting: $presents, where it may: $who', ({ who, role, presents, may }) => {
    expect(mayDraw(who as Drawers, role as Role, presents)).toBe(may)
  })

  it('is nobody on a screen of which the host said nothing: it knows no drawing', () => {
    const { drawing, told } = window()
    expect(drawing.ability(shared, ME, SCREEN)).toMatchObject({ draw: true, preside: false })
    told({
      type: 'welcome',
      protocol: 2,
      participant: ME,
      host_us: 0,
      state: null,
      entries: [],
      conversations: [],
      private: [],
    })
    expect(drawing.ability(shared, ME, SCREEN).draw).toBe(false)
  })
})

describe('drawing', () => {
  it('tells the first point at once, the others at a pace, and then the whole', () => {
    const { drawing, sent, draws, live } = window()
    drawing.tool.set('pen')
    drawing.down(SCREEN, at(0))
    expect(sent).toMatchObject([{ type: 'draw_part', track: SCREEN, tool: 'pen', first: 0 }])
    for (let step = 1; step <= 30; step++) {
      drawing.move(SCREEN, [at(step / 40)])
      vi.advanceTimersByTime(10)
    }
    expect(sent.length, '300 ms at 20 a second').toBeLessThanOrEqual(8)
    expect(sent.length).toBeGreaterThanOrEqual(6)
    expect(live()[0]?.points).toHaveLength(31)
    drawing.up()
    expect(live()).toEqual([])
    expect(draws()).toHaveLength(1)
    const told = sent.flatMap((one) =>
      one.type === 'draw_part' ? [{ first: one.first, points: unpacked(one.points) }] : [],
    )
    const put: Point[] = []
    for (const { first, points } of told) put.splice(first, put.length, ...points)
    const all = unpacked(draws()[0]?.points ?? '')
    expect(all).toHaveLength(31)
    expect(put, 'the parts are the beginning of the whole').toEqual(all.slice(0, put.length))
  })

  it('is in one piece for the person, from the first point to the number that the host gives it', async () => {
    const { drawing, told, whole, draws } = window()
    drawing.tool.set('marker')
    drawing.down(SCREEN, at(0))
    drawing.move(SCREEN, [at(0.5)])
    const [{ key } = { key: '' }] = drawing.live.get().get(SCREEN) ?? []
    drawing.up()
    expect(whole()).toMatchObject([{ key, stroke: null }])
    const ref = draws()[0]?.ref ?? 0
    told({ type: 'drawn', track: SCREEN, strokes: [stroke(3, ME, { ref, tool: 'marker' })] })
    expect(whole()).toMatchObject([{ key, stroke: 3 }])
    await expect(drawing.undo(SCREEN)).resolves.toBe(true)
    told({ type: 'erased', track: SCREEN, strokes: [3], by: ME })
    expect(whole()).toEqual([])
    await expect(drawing.undo(SCREEN), 'there is nothing left').resolves.toBe(false)
  })

  it('goes on with another stroke where one is full', () => {
    const { drawing, draws } = window()
    drawing.tool.set('pen')
    drawing.down(SCREEN, at(0))
    for (let step = 1; step <= LIMITS.stroke_points + 5; step++) drawing.move(SCREEN, [at(0.5, (step % 100) / 100)])
    drawing.up()
    expect(draws().map(({ points }) => unpacked(points).length)).toEqual([LIMITS.stroke_points, 7])
  })

  it('sends what was not confirmed again, once the link is back or it is slow enough', async () => {
    const { drawing, answers, draws } = window()
    drawing.tool.set('pen')
    answers.push(() => Promise.reject(new ProblemError('heartbeat_lost')))
    drawing.down(SCREEN, at(0))
    drawing.up()
    await vi.advanceTimersByTimeAsync(0)
    answers.push(() => Promise.reject(new ProblemError('too_fast')))
    drawing.setJoined(true)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(draws()).toHaveLength(3)
    expect(new Set(draws().map(({ ref }) => ref)).size, 'the same one').toBe(1)
    drawing.setJoined(true)
    expect(draws(), 'it is there').toHaveLength(3)
  })

  it('takes away what the host refuses, and says why', async () => {
    const { drawing, answers, whole } = window()
    drawing.tool.set('pen')
    answers.push(() => Promise.reject(new ProblemError('strokes_full')))
    drawing.down(SCREEN, at(0))
    drawing.up()
    await vi.advanceTimersByTimeAsync(0)
    expect(whole()).toEqual([])
    expect(drawing.problem.get()?.code).toBe('strokes_full')
  })

  it('leaves no arrow of no length, and nothing of what a second finger broke off', () => {
    const { drawing, draws, live } = window()
    drawing.tool.set('arrow')
    drawing.down(SCREEN, at(0.5))
    drawing.up()
    drawing.down(SCREEN, at(0.5))
    drawing.move(SCREEN, [at(0.6)])
    drawing.cancel()
    drawing.up()
    expect([draws(), live()]).toEqual([[], []])
  })

  it('points without a stroke, says so again while it rests, and nowhere when it leaves', () => {
    const { drawing, sent, asked } = window()
    drawing.tool.set('pointer')
    drawing.down(SCREEN, at(0.25))
    vi.advanceTimersByTime(2_500)
    drawing.point(SCREEN, null)
    drawing.point(SCREEN, null)
    const places = sent.map((one) => (one.type === 'point_at' ? (one.place?.x ?? null) : one.type))
    expect(places).toEqual([at(0.25).x, at(0.25).x, at(0.25).x, null])
    expect(asked).toEqual([])
  })
})

describe('what others draw', () => {
  const part = (first: number, points: readonly Point[]): HostMessage => {
    return { type: 'drawing', participant: OTHER, track: SCREEN, ref: 9, tool: 'pen', first, points: packed(points) }
  }

  it('is seen while it is drawn, and gives way to the whole', () => {
    const { told, live, whole, said } = window()
    told(part(0, [at(0)]))
    told(part(1, [at(0.25), at(0.5)]))
    expect(live()).toMatchObject([{ participant: OTHER, points: POINTS }])
    expect(said()).toEqual({ kind: 'drawing', name: 'Ada' })
    told({ type: 'drawn', track: SCREEN, strokes: [stroke(1, OTHER, { ref: 9 })] })
    expect(live()).toEqual([])
    expect(whole()).toMatchObject([{ stroke: 1, points: POINTS }])
    told(part(3, [at(0.75)]))
    expect(live(), 'a part that comes late').toEqual([])
  })

  it('waits for the whole where the beginning was missed, and is gone when nothing comes any more', () => {
    const { told, live } = window()
    told(part(1, [at(0.25)]))
    expect(live()).toEqual([])
    told(part(0, [at(0)]))
    expect(live()).toHaveLength(1)
    vi.advanceTimersByTime(3_100)
    expect(live()).toEqual([])
  })

  it('that breaks off as somebody leaves is gone at once', () => {
    const { drawing, told, live } = window()
    told(part(0, [at(0)]))
    told({ type: 'pointing', participant: OTHER, track: SCREEN, place: { x: 1, y: 1 } })
    drawing.entered(step({ change: 'link_lost', participant: OTHER }, shared))
    expect([live(), drawing.pointers.get()]).toEqual([[], []])
  })

  it('fades where it was meant to', () => {
    const { told, whole } = window()
    told({ type: 'drawn', track: SCREEN, strokes: [stroke(1, OTHER, { fades: true }), stroke(2, OTHER)] })
    expect(whole()).toHaveLength(2)
    vi.advanceTimersByTime(FADING)
    expect(whole()).toMatchObject([{ stroke: 2 }])
  })

  it('is said: what is written by its words, and that it is erased', () => {
    const { told, said } = window()
    told({ type: 'drawn', track: SCREEN, strokes: [stroke(1, OTHER, { tool: 'text', text: 'look' })] })
    expect(said()).toEqual({ kind: 'wrote', name: 'Ada', text: 'look' })
    told({ type: 'erased', track: SCREEN, strokes: [1], by: OTHER })
    expect(said()).toEqual({ kind: 'strokes_erased', name: 'Ada' })
  })

  it('goes with the screen', () => {
    const { drawing, told, whole } = window()
    told({ type: 'drawn', track: SCREEN, strokes: [stroke(1, OTHER)] })
    drawing.entered(step({ change: 'track_unpublished', track: SCREEN, by: null }, shared))
    expect(whole()).toEqual([])
    expect(drawing.ability(shared, ME, SCREEN).draw).toBe(false)
  })

  it('on the own screen goes with what was shared there, though the track stays', () => {
    const { drawing, told, asked } = window()
    const shared = new Store<{ track: object | null }>({ track: null })
    const stop = drawing.follow(shared, () => SCREEN)
    shared.set({ track: { screen: 1 } })
    shared.set({ track: { screen: 2 } })
    expect(asked, 'nothing is drawn').toEqual([])
    told({ type: 'drawn', track: SCREEN, strokes: [stroke(1, OTHER)] })
    shared.set({ track: null })
    shared.set({ track: { screen: 3 } })
    expect(asked, 'it is a share of its own').toEqual([])
    shared.set({ track: { screen: 4 } })
    stop()
    shared.set({ track: { screen: 5 } })
    expect(asked).toEqual([{ type: 'clear_strokes', track: SCREEN, own: false }])
  })

  it('that is no points at all is nothing', () => {
    const { told, live, whole } = window()
    told({ type: 'drawing', participant: OTHER, track: SCREEN, ref: 1, tool: 'pen', first: 0, points: 'no base64!' })
    told({ type: 'drawn', track: SCREEN, strokes: [stroke(1, OTHER, { points: '' })] })
    expect([live(), whole()]).toEqual([[], []])
  })
})
