/** The video worker: its own channel, encoders, decoders and drawing. */

import type { EngineEvent } from '../api'
import type { HeardNotice, MediaEvent } from '../audio/messages'
import { carryBy } from '../carry'
import type { ControlNotice, MediaRequest } from '../control/messages'
import { MediaSocket } from '../media-socket'
import { formatOf, type VideoSource } from './formats'
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
  carryBy((request, transfer) => control?.postMessage(request, transfer)),
  (frame) => receiver.receive(frame),
  (open) => {
    if (open) for (const sender of all) sender.wantKeyFrames()
    post({ type: 'event', event: { type: 'media', channel: 'video', open } })
  },
)
const emit = (event: EngineEvent): void => post({ type: 'event', event })
const sender = (source: VideoSource): VideoSender =>
  new VideoSender({ source, socket, emit, recapture: () => post({ type: 'recapture', source }) })
const senders: Record<VideoSource, VideoSender> = { camera: sender('camera'), screen: sender('screen') }
const all = Object.values(senders)

setInterval(() => {
  receiver.check()
  for (const sender of all) sender.check()
}, 500)
setInterval(() => senders.screen.repeat(), 50)
setInterval(() => {
  for (const sender of all) sender.adapt()
  post({ type: 'stats', kind: 'video', stats: [...all.flatMap((sender) => sender.stats()), ...receiver.stats()] })
}, 1_000)

function notice({ data }: MessageEvent<ControlNotice>): void {
  switch (data.type) {
    case 'open':
      if (data.fresh) for (const sender of all) sender.forget()
      socket.open(data.url, data.carriage)
      break
    case 'shut':
      socket.shut()
      break
    case 'offsets':
      receiver.setOffsets(data)
      break
    case 'demand':
      for (const sender of all) sender.setDemand(data.track, data.layers, data.undecodable)
      break
    case 'key-frame-wanted':
      for (const sender of all) sender.wantKeyFrame(data.track, data.layer)
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
    case 'capture': {
      const { source, codec, size } = data.captured
      senders[source].capture(data.readable, formatOf(source, codec), size).catch(reportError)
      break
    }
    case 'capture-frames': {
      const { source, codec, size } = data.captured
      senders[source].captureFrom(data.port, formatOf(source, codec), size)
      break
    }
    case 'capture-end':
      senders[data.source].end()
      break
    case 'published':
      senders[data.source].setTrack(data.track, data.layers, data.codec)
      break
    case 'muted':
      senders[data.source].setMuted(data.muted)
      break
    case 'manner':
      senders.screen.setManner(data.choice)
      break
    case 'tracks':
      receiver.setTracks(data.tracks)
      break
    case 'wanted':
      receiver.setWanted(data.tracks)
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
