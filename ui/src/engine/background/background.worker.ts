/** The worker between a camera and everybody who sees it. The only one, besides that of the sound, with WebAssembly. */

import { LONGEST_SILENCE } from '../silence'
import { nowMs } from '../units'
import { Upright } from '../video/upright'
import { evenRect } from './frame_reader'
import type { BackgroundEvent, BackgroundRequest, Effect } from './messages'
import { pictureOf } from './pictures'
import { Segmenter } from './segmenter'
import { Stage } from './stage'

const post = (event: BackgroundEvent): void => postMessage(event)

let effect: Effect = { kind: 'blur' }
/** The size for which the effect's picture was made; empty: it has to be made. */
let size = ''
let work = 0
let frames = 0
let running = false
/** Since when one frame is being worked on. */
let busySince: number | null = null
let veiled = false

async function run(readable: ReadableStream<VideoFrame>, writable: WritableStream<VideoFrame>): Promise<void> {
  const stage = new Stage(await Segmenter.load())
  const upright = new Upright()
  const reader = readable.getReader()
  const writer = writable.getWriter()
  let since = nowMs()
  while (true) {
    const { value: captured, done } = await reader.read()
    if (done) break
    const began = nowMs()
    const frame = upright.of(captured)
    let hidden: VideoFrame
    busySince = began
    try {
      await setPicture(stage, frame)
      hidden = await stage.process(frame)
    } finally {
      frame.close()
      busySince = null
    }
    work += nowMs() - began
    try {
      await writer.write(hidden)
    } catch (error) {
      // Who takes the pictures is gone: nobody else closes it.
      hidden.close()
      throw error
    }
    frames++
    if (!running) post({ type: 'running' })
    running = true
    const now = nowMs()
    if (now - since >= 1_000) {
      report(stage, now - since, now)
      since = now
    }
  }
  if (running) await writer.close()
  else throw new Error('the camera ended before its first picture')
}

/** A frame that is never done keeps all others from coming, and nobody would know why. */
setInterval(() => {
  if (busySince === null || nowMs() - busySince < LONGEST_SILENCE) return
  busySince = null
  post({ type: 'failed', detail: 'a frame is never done' })
}, 1_000)

/** The picture is made for the frames' size, and made again where that changes. */
async function setPicture(stage: Stage, frame: VideoFrame): Promise<void> {
  const { width, height } = evenRect(frame)
  const wanted = `${width}×${height}`
  if (size === wanted) return
  size = wanted
  stage.setPicture(await pictureOf(effect, width, height))
}

function report(stage: Stage, elapsed: number, now: number): void {
  const share = work / elapsed
  post({ type: 'cost', cost: { frameMs: work / Math.max(1, frames), share, rate: stage.rate } })
  stage.worked(share, now)
  work = 0
  frames = 0
  if (stage.rate > 0 || veiled) return
  veiled = true
  post({ type: 'veiled' })
}

self.onmessage = ({ data }: MessageEvent<BackgroundRequest>) => {
  effect = data.effect
  size = ''
  if (data.type !== 'start') return
  run(data.readable, data.writable).catch((error: unknown) => post({ type: 'failed', detail: String(error) }))
}
