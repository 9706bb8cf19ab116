/** Turns what the app hears of the computer into sound of a track. */

import { SCREEN_ENDS } from '../../wire/rules'
import type { SoundEvent, SoundRequest } from './messages'
import { soundPiece } from './piece'

const post = (event: SoundEvent): void => postMessage(event)

self.onmessage = ({ data }: MessageEvent<SoundRequest>) => {
  const socket = new WebSocket(data.url)
  socket.binaryType = 'arraybuffer'
  const writer = data.writable.getWriter()
  socket.onmessage = ({ data: message }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof message === 'string') {
      post({ type: 'begun' })
      return
    }
    const piece = soundPiece(message)
    if (!piece) {
      post({ type: 'ended', why: 'failed' })
      socket.close()
      return
    }
    const sound = new AudioData({ format: 'f32', ...piece })
    // The track may have been stopped meanwhile; nobody else closes it.
    writer.write(sound).catch(() => sound.close())
  }
  socket.onclose = ({ reason }) => post({ type: 'ended', why: SCREEN_ENDS.find((end) => end === reason) ?? 'failed' })
}
