import { describe, expect, it } from 'vitest'
import { ENLARGED_PIXELS, PICTURE_PIXELS } from '../../pictures/limits'
import { enlarged } from './picture_of'

describe('a picture that is enlarged', () => {
  it.each([
    [100, 50],
    [3_840, 2_160],
  ])('has all its pixels: %i x %i', (width, height) => {
    expect(enlarged({ width, height })).toEqual({ width, height })
  })

  it.each([
    [5_000, 5_000],
    [25_000_000, 1],
    [1, PICTURE_PIXELS],
    [6_250, 4_000],
    [3_841, 2_160],
  ])('is bounded, in its own shape: %i x %i', (width, height) => {
    const drawn = enlarged({ width, height })
    expect(drawn.width * drawn.height).toBeLessThanOrEqual(ENLARGED_PIXELS)
    if (width > 1 && height > 1) expect(drawn.width / drawn.height).toBeCloseTo(width / height, 2)
  })
})
