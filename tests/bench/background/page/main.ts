/** What hiding the background takes, beside encoding the same pictures, frame by frame as a camera delivers them. */

import { pictureOf } from '../../../../ui/src/engine/background/pictures'
import type { Planes } from '../../../../ui/src/engine/background/planes'
import { Segmenter } from '../../../../ui/src/engine/background/segmenter'
import { Stage } from '../../../../ui/src/engine/background/stage'
import { portrait } from '../../../../ui/src/engine/background/testing/portrait'
import { bitrate, LARGE } from '../../../../ui/src/engine/video/layers'

const EVERY = 1000 / LARGE.framesPerSecond

interface Turn {
  /** Mean ms per frame, and shares of a core. */
  hideMs: number
  hideShare: number
  encodeMs: number
  encodeShare: number
}

async function prepare(width: number, height: number, picture: boolean) {
  const stage = new Stage(await Segmenter.load())
  if (picture) stage.setPicture(await pictureOf({ kind: 'drawn', picture: 'dusk' }, width, height))
  const camera: Planes = portrait(width, height)
  const { framesPerSecond } = LARGE
  const rate = bitrate({ width, height, framesPerSecond })

  /** So many seconds of a camera; `hide`: or only encoded. */
  async function turn(seconds: number, hide: boolean): Promise<Turn> {
    let encoded = (): void => undefined
    const encoder = new VideoEncoder({ output: () => encoded(), error: (error) => console.error(error) })
    encoder.configure({
      codec: 'vp8',
      width,
      height,
      framerate: framesPerSecond,
      bitrate: rate,
      latencyMode: 'realtime',
      scalabilityMode: 'L1T3',
    })
    const began = performance.now()
    let [frames, hiding, encoding] = [0, 0, 0]
    while (performance.now() - began < seconds * 1000) {
      const due = began + frames * EVERY
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
      let frame = new VideoFrame(camera.data, {
        format: 'I420',
        codedWidth: width,
        codedHeight: height,
        timestamp: Math.round(frames * EVERY * 1000),
      })
      const start = performance.now()
      if (hide) {
        const hidden = await stage.process(frame)
        frame.close()
        frame = hidden
      }
      const ready = performance.now()
      await new Promise<void>((resolve) => {
        encoded = resolve
        encoder.encode(frame)
      })
      frame.close()
      hiding += ready - start
      encoding += performance.now() - ready
      frames++
    }
    encoder.close()
    const elapsed = performance.now() - began
    return {
      hideMs: hiding / frames,
      hideShare: hiding / elapsed,
      encodeMs: encoding / frames,
      encodeShare: encoding / elapsed,
    }
  }
  return { turn }
}

Object.assign(window, { prepare })
