import { describe, expect, it } from 'vitest'
import { Adaptation, type Load, type Policy, READ } from './adapt'
import { bitrate, cameraLayers, LARGE, SCREEN, screenBitrate } from './layers'

const easy: Load = { encodeMs: 8, due: 30, skippedEncoding: 0, skippedSending: 0 }

function run(adaptation: Adaptation, load: Load, from: number, seconds: number): void {
  for (let i = 0; i < seconds; i++) adaptation.update(load, from + i * 1_000)
}

describe('layers of a camera', () => {
  it.each([
    [
      1280,
      720,
      [
        [0, 320, 180],
        [1, 1280, 720],
      ],
    ],
    [
      640,
      480,
      [
        [0, 278, 208],
        [1, 640, 480],
      ],
    ],
    [
      1920,
      1080,
      [
        [0, 320, 180],
        [1, 1280, 720],
      ],
    ],
    [
      720,
      1280,
      [
        [0, 180, 320],
        [1, 720, 1280],
      ],
    ],
    [320, 240, [[0, 278, 208]]],
  ])('%i × %i', (width, height, expected) => {
    expect(cameraLayers(width, height).map((each) => [each.layer, each.width, each.height])).toEqual(expected)
  })

  it('have plausible bit rates', () => {
    expect(bitrate({ width: 320, height: 180, framesPerSecond: 15 })).toBe(150_000)
    expect(bitrate({ width: 640, height: 360, framesPerSecond: 30 })).toBeCloseTo(713_000, -4)
    expect(bitrate(LARGE)).toBeCloseTo(2_018_000, -4)
  })
})

describe('adaptation', () => {
  it('leaves a computer alone that keeps up', () => {
    const adaptation = new Adaptation(LARGE)
    run(adaptation, easy, 0, 60)
    expect(adaptation.shape).toEqual(LARGE)
  })

  it('goes down while encoding takes too long, and not below the last rung', () => {
    const adaptation = new Adaptation(LARGE)
    expect(adaptation.update({ ...easy, encodeMs: 25 }, 0)).toBe(true)
    expect(adaptation.shape).toEqual({ width: 1280, height: 720, framesPerSecond: 20 })
    run(adaptation, { ...easy, encodeMs: 300 }, 1_000, 20)
    expect(adaptation.shape).toEqual({ width: 640, height: 360, framesPerSecond: 12 })
  })

  it('goes up again after a while, less often when that failed', () => {
    const adaptation = new Adaptation(LARGE)
    adaptation.update({ ...easy, encodeMs: 25 }, 0)
    run(adaptation, easy, 1_000, 15)
    expect(adaptation.shape.framesPerSecond).toBe(20)
    run(adaptation, easy, 16_000, 5)
    expect(adaptation.shape.framesPerSecond).toBe(30)
    adaptation.update({ ...easy, encodeMs: 25 }, 21_000)
    run(adaptation, easy, 22_000, 30)
    expect(adaptation.shape.framesPerSecond).toBe(20)
  })

  it('does not go up into a size it cannot expect to encode', () => {
    const adaptation = new Adaptation(LARGE)
    run(adaptation, { ...easy, encodeMs: 100 }, 0, 10)
    run(adaptation, { ...easy, encodeMs: 18 }, 10_000, 300)
    expect(adaptation.shape.height).toBeLessThan(720)
  })

  it('lowers the bit rate while the link is behind and raises it again', () => {
    const adaptation = new Adaptation(LARGE)
    run(adaptation, { ...easy, skippedSending: 3 }, 0, 3)
    expect(adaptation.bitrate).toBeLessThan(bitrate(LARGE) * 0.4)
    expect(adaptation.shape).toEqual(LARGE)
    run(adaptation, easy, 3_000, 20)
    expect(adaptation.bitrate).toBe(bitrate(LARGE))
  })

  it('gives up size too when the link stays behind', () => {
    const adaptation = new Adaptation(LARGE)
    run(adaptation, { ...easy, skippedSending: 20 }, 0, 10)
    expect(adaptation.shape.height).toBe(360)
  })

  it('says why the picture is not as good as it could be', () => {
    const adaptation = new Adaptation(LARGE)
    run(adaptation, easy, 0, 5)
    expect(adaptation.reduced).toBeNull()
    run(adaptation, { ...easy, encodeMs: 100 }, 5_000, 2)
    expect(adaptation.reduced).toBe('processor')
    run(adaptation, easy, 7_000, 300)
    expect(adaptation.reduced).toBeNull()
    run(adaptation, { ...easy, skippedSending: 3 }, 307_000, 2)
    expect(adaptation.reduced).toBe('network')
    run(adaptation, { ...easy, skippedSending: 20 }, 309_000, 10)
    expect(adaptation.shape.height).toBe(360)
    expect(adaptation.reduced).toBe('network')
  })
})

describe('adaptation of a screen', () => {
  const policy: Policy = { ...READ, bitrate: screenBitrate }
  const lowest = (): Adaptation => {
    const adaptation = new Adaptation(SCREEN, policy)
    run(adaptation, { ...easy, due: 15, encodeMs: 400 }, 0, 10)
    expect(adaptation.shape.width).toBeLessThan(SCREEN.width)
    expect(adaptation.shape.framesPerSecond).toBe(5)
    return adaptation
  }

  it('comes back from the lowest rung while the screen moves', () => {
    const adaptation = lowest()
    for (let second = 10; second < 700; second++) {
      adaptation.update({ ...easy, due: adaptation.shape.framesPerSecond - 1 }, second * 1_000)
    }
    expect(adaptation.shape).toEqual(SCREEN)
  })

  it('is at its full size again soon after a load that lasted', () => {
    const adaptation = lowest()
    run(adaptation, { ...easy, due: 4, encodeMs: 400 }, 10_000, 60)
    run(adaptation, { ...easy, due: 5 }, 70_000, 20)
    expect(adaptation.shape).toMatchObject({ width: SCREEN.width, height: SCREEN.height })
  })

  it('gives up no size for a few frames', () => {
    const adaptation = new Adaptation(SCREEN, policy)
    run(adaptation, { ...easy, due: 15, encodeMs: 100 }, 0, 10)
    expect(adaptation.shape).toEqual({ ...SCREEN, framesPerSecond: 5 })
    run(adaptation, { ...easy, due: 4, encodeMs: 190 }, 10_000, 60)
    expect(adaptation.shape).toEqual({ ...SCREEN, framesPerSecond: 5 })
  })

  it('is at its full size again as soon as the screen stands still', () => {
    const adaptation = lowest()
    expect(adaptation.update({ ...easy, due: 1, encodeMs: 100 }, 10_000)).toBe(true)
    expect(adaptation.shape).toMatchObject({ width: SCREEN.width, height: SCREEN.height })
    expect(adaptation.update({ ...easy, due: 1, encodeMs: 100 }, 11_000)).toBe(false)
  })

  it('stays small where even that is too much, and while nothing is encoded', () => {
    const adaptation = lowest()
    expect(adaptation.update({ ...easy, due: 1, encodeMs: 400 }, 10_000)).toBe(false)
    expect(adaptation.update({ ...easy, due: 0, encodeMs: null }, 11_000)).toBe(false)
    expect(adaptation.shape.width).toBeLessThan(SCREEN.width)
  })
})
