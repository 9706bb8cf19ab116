import { describe, expect, it } from 'vitest'
import { screenKey } from './tiles'
import { Gesture, LARGEST, type Point, Zoom } from './zoom'

/** A screen of 1600×900 in a place of 800×600: 800×450 when all of it is seen. */
function set() {
  const zoom = new Zoom()
  zoom.show(screenKey(1))
  zoom.resize({ width: 800, height: 600 }, { width: 1600, height: 900 })
  return { zoom, gesture: new Gesture(zoom) }
}

/** Where a point of the picture (shares of it, from its middle) is seen. */
function seen(zoom: Zoom, share: Point): Point {
  const { scale, x, y } = zoom.view.get()
  return { x: x + share.x * 800 * scale, y: y + share.y * 450 * scale }
}

const turned = { deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false, shiftKey: false }

describe('zoom', () => {
  it('keeps what is below the pointer where it is', () => {
    const { zoom } = set()
    const share = { x: 0.2, y: 0.2 }
    const at = seen(zoom, share)
    for (const factor of [2, 1.5, 0.9]) {
      zoom.by(factor, at)
      expect(seen(zoom, share).x).toBeCloseTo(at.x)
      expect(seen(zoom, share).y).toBeCloseTo(at.y)
    }
  })

  it('is never smaller than the whole, nor larger than the limit', () => {
    const { zoom } = set()
    zoom.by(0.5)
    expect(zoom.view.get().scale).toBe(1)
    for (let times = 0; times < 40; times++) zoom.step(1)
    expect(zoom.view.get().scale).toBe(LARGEST)
    for (let times = 0; times < 40; times++) zoom.step(-1)
    expect(zoom.view.get()).toEqual({ scale: 1, x: 0, y: 0 })
  })

  it('shows no gap at an edge that the picture could fill', () => {
    const { zoom } = set()
    zoom.by(2)
    zoom.pan({ x: 10_000, y: -10_000 })
    expect(zoom.view.get()).toEqual({ scale: 2, x: 400, y: -150 })
    // Half as large again the edges are nearer.
    zoom.by(0.75)
    expect(zoom.view.get()).toEqual({ scale: 1.5, x: 200, y: -37.5 })
  })

  it('does not move what is seen whole', () => {
    const { zoom } = set()
    zoom.pan({ x: 50, y: 50 })
    zoom.look(1, 1)
    expect(zoom.view.get()).toEqual({ scale: 1, x: 0, y: 0 })
  })

  it('looks further to a side by the arrow keys', () => {
    const { zoom } = set()
    zoom.by(4)
    zoom.look(1, -1)
    expect(zoom.view.get()).toEqual({ scale: 4, x: -120, y: 90 })
  })

  it('stays within the picture when the window or the picture changes', () => {
    const { zoom } = set()
    zoom.by(2)
    zoom.pan({ x: 400, y: 150 })
    zoom.resize({ width: 400, height: 600 }, { width: 1600, height: 900 })
    expect(zoom.view.get()).toEqual({ scale: 2, x: 200, y: 0 })
  })

  it('begins anew with another screen, and does nothing without one', () => {
    const { zoom } = set()
    zoom.by(2)
    zoom.show(screenKey(1))
    expect(zoom.view.get().scale).toBe(2)
    zoom.show(screenKey(2))
    expect(zoom.view.get().scale).toBe(1)
    zoom.show(null)
    zoom.step(1)
    expect(zoom.view.get().scale).toBe(1)
  })
})

describe('a gesture', () => {
  it('of the wheel enlarges at the pointer, and sideways moves', () => {
    const { zoom, gesture } = set()
    gesture.wheel({ ...turned, deltaY: -100 }, { x: 100, y: 0 })
    const once = zoom.view.get().scale
    expect(once).toBeGreaterThan(1.1)
    gesture.wheel({ ...turned, deltaY: -3, deltaMode: 1 }, { x: 0, y: 0 })
    expect(zoom.view.get().scale).toBeGreaterThan(once)
    const { scale, x } = zoom.view.get()
    gesture.wheel({ ...turned, deltaX: 20 }, { x: 0, y: 0 })
    gesture.wheel({ ...turned, deltaY: 20, shiftKey: true }, { x: 0, y: 0 })
    expect(zoom.view.get()).toMatchObject({ scale, x: x - 40 })
  })

  it('of two fingers on a touch pad counts for more', () => {
    const [wheel, pad] = [set(), set()]
    wheel.gesture.wheel({ ...turned, deltaY: -10 }, { x: 0, y: 0 })
    pad.gesture.wheel({ ...turned, deltaY: -10, ctrlKey: true }, { x: 0, y: 0 })
    expect(pad.zoom.view.get().scale).toBeGreaterThan(wheel.zoom.view.get().scale)
  })

  it('of one pointer pulls, until it is let go', () => {
    const { zoom, gesture } = set()
    zoom.by(4)
    gesture.move(1, { x: 90, y: 90 })
    gesture.down(1, { x: 0, y: 0 })
    gesture.move(1, { x: 30, y: -20 })
    gesture.up(1)
    gesture.move(1, { x: 90, y: 90 })
    expect(zoom.view.get()).toEqual({ scale: 4, x: 30, y: -20 })
  })

  it('of two fingers spreads the picture between them', () => {
    const { zoom, gesture } = set()
    gesture.down(1, { x: -100, y: 0 })
    gesture.down(2, { x: 100, y: 0 })
    gesture.move(1, { x: -200, y: 0 })
    gesture.move(2, { x: 200, y: 0 })
    expect(zoom.view.get().scale).toBeCloseTo(2)
    expect(zoom.view.get().x).toBeCloseTo(0)
  })
})
