import { expect, it } from 'vitest'
import { PICTURE_PIXELS } from './decode_limits'
import { cameraLayers, screenLayers } from './layers'

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

it('shares a screen of up to 3840 × 2160 pixel by pixel', () => {
  expect(screenLayers(3840, 2160)[1]).toEqual({ layer: 1, width: 3840, height: 2160 })
  const { width, height } = screenLayers(7680, 4320)[1]!
  expect(width / height).toBeCloseTo(16 / 9, 2)
})
