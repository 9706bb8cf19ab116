import { expect, it } from 'vitest'
import { PICTURE_PIXELS } from './decode_limits'
import { cameraLayers, inside, screenLayers } from './layers'

const SIDES = [1, 2, 3, 319, 640, 1080, 1440, 1920, 2160, 2161, 3839, 3840, 3841, 5120, 7680, 10_240]

it('never is more than may be announced, whatever the capture gives', () => {
  for (const width of SIDES) {
    for (const height of SIDES) {
      const of = `${width} × ${height}`
      for (const layer of screenLayers(width, height)) {
        expect(layer.width * layer.height, of).toBeLessThanOrEqual(PICTURE_PIXELS)
      }
      for (const layer of cameraLayers(width, height)) {
        expect(layer.width * layer.height, of).toBeLessThanOrEqual(1920 * 1080)
      }
    }
  }
})

it('is no larger than what was announced, in its own shape', () => {
  for (const width of SIDES) {
    for (const height of SIDES) {
      const size = { layer: 1, width: 4 * width, height: 4 * height }
      for (const announced of [size.width * size.height, 57_600, 921_600, 2_073_600]) {
        const found = inside(size, announced)
        const of = `${size.width} × ${size.height} inside ${announced}`
        expect(found.width * found.height, of).toBeLessThanOrEqual(1.03 * announced)
        if (size.width * size.height <= announced) expect(found, of).toEqual(size)
        else if (Math.min(found.width, found.height) > 100) {
          expect(found.width / found.height / (size.width / size.height), of).toBeCloseTo(1, 1)
          expect(found.width * found.height, of).toBeGreaterThan(0.95 * announced)
        }
      }
    }
  }
  expect(inside({ width: 720, height: 1280 }, 1280 * 720), 'a phone that is turned').toEqual({
    width: 720,
    height: 1280,
  })
})

it('shares a screen of up to 3840 × 2160 pixel by pixel', () => {
  expect(screenLayers(3840, 2160)[1]).toEqual({ layer: 1, width: 3840, height: 2160 })
  const { width, height } = screenLayers(7680, 4320)[1]!
  expect(width / height).toBeCloseTo(16 / 9, 2)
})
