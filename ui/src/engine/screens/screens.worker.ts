/** Turns what the app sends of a screen into frames of a track. */

import type { ScreenBegun } from '../../wire/messages'
import { SCREEN_ENDS } from '../../wire/rules'
import type { ScreenEvent, ScreenRequest } from './messages'
import { screenPicture } from './picture'

/** As libswscale makes I420 of a screen's colours. */
const COLOURS: VideoColorSpaceInit = { primaries: 'bt709', transfer: 'bt709', matrix: 'smpte170m', fullRange: false }

const post = (event: ScreenEvent): void => postMessage(event)

self.onmessage = ({ data }: MessageEvent<ScreenRequest>) => {
  const socket = new WebSocket(data.url)
  socket.binaryType = 'arraybuffer'
  const writer = data.writable.getWriter()
  socket.onmessage = ({ data: message }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof message === 'string') post({ type: 'begun', ...(JSON.parse(message) as ScreenBegun) })
    else void show(message)
  }
  socket.onclose = ({ reason }) => post({ type: 'ended', why: SCREEN_ENDS.find((end) => end === reason) ?? 'failed' })

  async function show(message: ArrayBuffer): Promise<void> {
    const picture = screenPicture(message)
    if (!picture) {
      post({ type: 'ended', why: 'failed' })
      socket.close()
      return
    }
    const { pixels, format, width, height, timestamp } = picture
    const colours = format === 'I420' ? { colorSpace: COLOURS } : {}
    const frame = new VideoFrame(pixels, {
      ...{ format, codedWidth: width, codedHeight: height, timestamp, transfer: [message] },
      ...colours,
    })
    try {
      await writer.write(frame)
    } catch {
      // The track was stopped meanwhile; nobody else closes the frame.
      frame.close()
    }
    if (socket.readyState === WebSocket.OPEN) socket.send('')
  }
}
