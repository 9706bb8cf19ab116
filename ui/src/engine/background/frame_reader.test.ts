import { describe, expect, it } from 'vitest'
import { FrameReader } from './frame_reader'
import { Planes } from './planes'

/** A frame of a camera: `bytes` are what is copied out of it. */
function frame(format: VideoPixelFormat, bytes: readonly number[], visibleRect: DOMRectInit): VideoFrame {
  return {
    format,
    visibleRect,
    copyTo: async (into: Uint8Array, { rect }: VideoFrameCopyToOptions) => {
      const { width = 0, height = 0 } = rect ?? {}
      expect(bytes.length, 'the part that is asked for').toBe((width * height * 3) / 2)
      into.set(bytes)
    },
  } as unknown as VideoFrame
}

describe('frames as cameras deliver them', () => {
  it('are read plane by plane, or with their colours in pairs', async () => {
    const reader = new FrameReader()
    const rect = { x: 0, y: 0, width: 4, height: 2 }
    const bright = [1, 2, 3, 4, 5, 6, 7, 8]
    const planes = await reader.read(frame('I420', [...bright, 10, 11, 20, 21], rect))
    expect([[...planes.y], [...planes.u], [...planes.v]]).toEqual([bright, [10, 11], [20, 21]])
    const pairs = await reader.read(frame('NV12', [...bright, 30, 40, 31, 41], rect))
    expect([[...pairs.y], [...pairs.u], [...pairs.v]]).toEqual([bright, [30, 31], [40, 41]])
    expect(reader.isConverted).toBe(false)
  })

  it('lose an odd last column and row, since a colour stands for two of each', async () => {
    const bytes = new Array<number>(12).fill(9)
    const planes = await new FrameReader().read(frame('I420', bytes, { x: 3, y: 1, width: 5, height: 3 }))
    expect(planes).toBeInstanceOf(Planes)
    expect([planes.width, planes.height]).toEqual([4, 2])
  })
})
