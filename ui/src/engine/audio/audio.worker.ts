/** The audio worker: its own channel, encoder and decoders, apart from everything that could hold sound up. */

import type { ControlNotice } from '../control/messages'
import { DoubleSocket } from './double-socket'
import type { AudioRequest, HeardNotice, MediaEvent } from './messages'
import { AudioReceiver } from './receiver'
import { AudioSender } from './sender'

let video: MessagePort | null = null

const post = (event: MediaEvent): void => postMessage(event)

const receiver = new AudioReceiver(
  (event) => post({ type: 'event', event }),
  (notice: HeardNotice) => video?.postMessage(notice),
)
const socket = new DoubleSocket(
  (frame) => receiver.receive(frame),
  (open) => post({ type: 'event', event: { type: 'media', channel: 'audio', open } }),
)
const sender = new AudioSender(socket, (event) => post({ type: 'event', event }))

setInterval(() => receiver.sayLevels(), 100)
setInterval(() => post({ type: 'stats', kind: 'audio', stats: [...sender.stats(), ...receiver.stats()] }), 1_000)

function notice({ data }: MessageEvent<ControlNotice>): void {
  if (data.type === 'open') {
    if (data.fresh) sender.setTrack(null)
    socket.open(data.url)
  } else if (data.type === 'shut') socket.shut()
  else if (data.type === 'offsets') receiver.offsets = data
}

self.onmessage = ({ data }: MessageEvent<AudioRequest>) => {
  switch (data.type) {
    case 'control':
      data.port.onmessage = notice
      break
    case 'video':
      video = data.port
      break
    case 'playout':
      receiver.setPlayout(data.port, data.ring)
      break
    case 'speaker-clock':
      receiver.setSpeakerClock(data.contextTime, data.ownUs)
      break
    case 'capture':
      sender.capture(data.readable).catch(reportError)
      break
    case 'capture-worklet':
      sender.captureFrom(data.port, data.sampleRate)
      break
    case 'capture-end':
      sender.end()
      break
    case 'published':
      sender.setTrack(data.track)
      break
    case 'muted':
      sender.setMuted(data.muted)
      break
    case 'sound':
      sender.setSound(data.mode)
      break
    case 'tracks':
      receiver.setTracks(data.tracks)
      break
  }
}
