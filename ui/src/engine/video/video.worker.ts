/** The video worker: its own channel, encoders, decoders and drawing. */

import type { HeardNotice, MediaEvent } from '../audio/messages'
import type { ControlNotice, MediaRequest } from '../control/messages'
import { MediaSocket } from '../media-socket'
import type { VideoRequest } from './messages'
import { VideoReceiver } from './receiver'
import { VideoSender } from './sender'

let control: MessagePort | null = null

const post = (event: MediaEvent): void => postMessage(event)
const ask = (request: MediaRequest): void => control?.postMessage(request)

const receiver = new VideoReceiver({
  emit: (event) => post({ type: 'event', event }),
  requestKeyFrame: (track, layer) => ask({ type: 'request-key-frame', track, layer }),
})
const socket = new MediaSocket(
  'video',
  (frame) => receiver.receive(frame),
  (open) => {
    if (open) sender.wantKeyFrames()
    post({ type: 'event', event: { type: 'media', channel: 'video', open } })
  },
)
const sender = new VideoSender(socket, (event) => post({ type: 'event', event }))

setInterval(() => receiver.check(), 500)
setInterval(() => {
  sender.adapt()
  post({ type: 'stats', kind: 'video', stats: [...sender.stats(), ...receiver.stats()] })
}, 1_000)

function notice({ data }: MessageEvent<ControlNotice>): void {
  switch (data.type) {
    case 'open':
      if (data.fresh) sender.setTrack(null)
      socket.open(data.url)
      break
    case 'shut':
      socket.shut()
      break
    case 'offsets':
      receiver.setOffsets(data)
      break
    case 'demand':
      sender.setDemand(data.track, data.layers)
      break
    case 'key-frame-wanted':
      sender.wantKeyFrame(data.track, data.layer)
      break
  }
}

self.onmessage = ({ data }: MessageEvent<VideoRequest>) => {
  switch (data.type) {
    case 'control':
      control = data.port
      control.onmessage = notice
      break
    case 'audio':
      data.port.onmessage = ({ data: heard }: MessageEvent<HeardNotice>) => receiver.heard(heard)
      break
    case 'capture':
      sender.capture(data.readable, data.width, data.height).catch(reportError)
      break
    case 'capture-frames':
      sender.captureFrom(data.port, data.width, data.height)
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
    case 'tracks':
      receiver.setTracks(data.tracks)
      break
    case 'attach':
      receiver.attach(data.track, data.screen, data.surface)
      break
    case 'detach':
      receiver.detach(data.track, data.screen)
      break
    case 'resize':
      receiver.resize(data.screen, data.width, data.height)
      break
    case 'sync':
      receiver.setSync(data.video, data.audio)
      break
  }
}
