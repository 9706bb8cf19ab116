import { beforeEach, describe, expect, it } from 'vitest'
import { Drawing } from '../../state/drawing/drawing'
import { MOST, type Point, unpacked } from '../../state/drawing/points'
import type { NewRequest } from '../../state/log/requests'
import { Announcements } from '../../state/notices/announcements'
import type { ClientMessage } from '../../wire/messages'
import { Drawer } from './drawer.svelte'

const PICTURE = { left: 100, top: 50, width: 400, height: 200 } as DOMRect

let time = 0
let asked: NewRequest[] = []
let sent: ClientMessage[] = []
let drawing: Drawing
let drawer: Drawer

beforeEach(() => {
  asked = []
  sent = []
  drawing = new Drawing({
    ask: (request) => {
      asked.push(request)
      return Promise.resolve({ type: 'done', id: 1, track: null, file: null })
    },
    send: (message) => sent.push(message) > 0,
    announcements: new Announcements(),
    now: () => time,
  })
  drawer = new Drawer(
    drawing,
    () => 7,
    () => PICTURE,
  )
  return () => drawing.close()
})

function pointer(x: number, y: number, change: Partial<PointerEvent> = {}): PointerEvent {
  time += 10
  const event = {
    pointerId: 1,
    pointerType: 'mouse',
    button: 0,
    pressure: 0.5,
    clientX: x,
    clientY: y,
    timeStamp: time,
  }
  return { ...event, type: 'pointermove', preventDefault: () => undefined, ...change } as unknown as PointerEvent
}

function key(name: string, change: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return {
    key: name,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    shiftKey: false,
    repeat: false,
    ...change,
  } as KeyboardEvent
}

function strokes(): Point[][] {
  return asked.flatMap((one) => (one.type === 'draw_stroke' ? [unpacked(one.points)] : []))
}

describe('a pointer', () => {
  it('draws in parts of the picture, wherever that is and however large', () => {
    drawing.tool.set('pen')
    expect(drawer.down(pointer(100, 50))).toBe(true)
    drawer.move(pointer(300, 150))
    drawer.move(pointer(900, 250))
    drawer.up(pointer(900, 250, { type: 'pointerup' }))
    const places = strokes()[0]?.map(({ x, y }) => [x, y])
    expect(places).toEqual([
      [0, 0],
      [Math.round(MOST / 2), Math.round(MOST / 2)],
      [MOST, MOST],
    ])
  })

  it('presses only if it is a pen', () => {
    for (const pointerType of ['pen', 'touch', 'mouse']) {
      drawing.tool.set('pen')
      drawer.down(pointer(100, 50, { pointerType, pressure: 1 }))
      drawer.up(pointer(100, 50, { pointerType, type: 'pointerup' }))
    }
    expect(strokes().map(([point]) => point?.pressure)).toEqual([MOST, Math.round(MOST / 2), Math.round(MOST / 2)])
  })

  it('that is a second finger moves the picture, and what the first one had begun is gone', () => {
    drawing.tool.set('pen')
    const finger = (pointerId: number, change: Partial<PointerEvent> = {}) =>
      pointer(120, 60, { pointerId, pointerType: 'touch', ...change })
    expect(drawer.down(finger(1))).toBe(true)
    expect(drawer.down(finger(2))).toBe(false)
    drawer.move(finger(1, { clientX: 300 }))
    drawer.up(finger(1, { type: 'pointerup' }))
    drawer.up(finger(2, { type: 'pointerup' }))
    expect(strokes()).toEqual([])
    drawer.down(finger(3))
    drawer.up(finger(3, { type: 'pointerup' }))
    expect(strokes(), 'one finger draws again').toHaveLength(1)
  })

  it('tells no more than 125 points a second, however many its mouse tells', () => {
    drawing.tool.set('pen')
    drawer.down(pointer(100, 50))
    const begun = time
    for (let step = 0; step < 1_000; step++) {
      drawer.move(pointer(100 + step * 0.4, 50, { timeStamp: begun + step }))
    }
    drawer.up(pointer(500, 50, { type: 'pointerup' }))
    expect(strokes()[0]?.length).toBeLessThanOrEqual(127)
  })

  it('begins a text where it was pressed', () => {
    drawing.tool.set('text')
    drawer.down(pointer(300, 150))
    expect(drawer.writing).toMatchObject({ x: Math.round(MOST / 2) })
    drawer.write(' look here ')
    expect(asked).toMatchObject([{ type: 'draw_stroke', tool: 'text', text: 'look here' }])
    drawer.down(pointer(300, 150))
    drawer.write('  ')
    expect(asked, 'nothing was written').toHaveLength(1)
  })
})

describe('keys', () => {
  it('choose the tool, move the cross, draw, take back, and end', () => {
    drawing.tool.set('pen')
    expect(drawer.key(key('4'), true)).toBe(true)
    expect(drawing.tool.get()).toBe('arrow')
    drawer.key(key('ArrowLeft'), true)
    drawer.key(key(' '), true)
    for (let step = 0; step < 10; step++) drawer.key(key('ArrowRight', { repeat: step > 0 }), true)
    drawer.key(key('ArrowDown', { shiftKey: true }), true)
    drawer.key(key(' '), true)
    const [from, to] = strokes()[0] ?? []
    expect([from?.x, to?.x].map((x) => ((x ?? 0) / MOST).toFixed(2))).toEqual(['0.48', '0.68'])
    expect(((to?.y ?? 0) / MOST).toFixed(3)).toBe('0.502')
    expect(drawer.key(key('Escape'), true)).toBe(true)
    expect(drawing.tool.get()).toBeNull()
    expect(drawer.cross).toBeNull()
  })

  it('that belong to others stay theirs: letters, and on buttons the space bar and arrows', () => {
    drawing.tool.set('pen')
    for (const name of ['m', '7', '0', 'Tab']) expect(drawer.key(key(name), true), name).toBe(false)
    for (const name of [' ', 'Enter', 'ArrowLeft']) expect(drawer.key(key(name), false), name).toBe(false)
    expect(drawer.key(key('v', { ctrlKey: true }), true)).toBe(false)
    expect(drawer.key(key('z', { ctrlKey: true }), true)).toBe(true)
  })

  it('break off a stroke by Escape first', () => {
    drawing.tool.set('pen')
    drawer.key(key(' '), true)
    drawer.key(key('Escape'), true)
    expect(drawing.tool.get()).toBe('pen')
    expect(strokes()).toEqual([])
  })
})
