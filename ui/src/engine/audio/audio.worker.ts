/** The audio worker: its own channel, encoder and decoders, apart from everything that could hold sound up. */

import type { EngineEvent } from '../api'
import { carryBy } from '../carry'
import type { ControlNotice } from '../control/messages'
import { DoubleSocket } from './double-socket'
import type { AudioRequest, HeardNotice, MediaEvent, PacketsEvent } from './messages'
import { soundOf } from './packet_sound'
import { AudioReceiver } from './receiver'
import { AudioSender, type SoundSource } from './sender'

let control: MessagePort | null = null
let video: MessagePort | null = null

const post = (event: MediaEvent): void => postMessage(event)

const receiver = new AudioReceiver(
  (event) => post({ type: 'event', event }),
  (notice: HeardNotice) => video?.postMessage(notice),
)
const socket = new DoubleSocket(
  carryBy((request, transfer) => control?.postMessage(request, transfer)),
  (frame) => receiver.receive(frame),
  (open) => post({ type: 'event', event: { type: 'media', channel: 'audio', open } }),
)
const emit = (event: EngineEvent): void => post({ type: 'event', event })
const senders: Record<SoundSource, AudioSender> = {
  microphone: new AudioSender('microphone', socket, emit),
  screen_audio: new AudioSender('screen_audio', socket, emit),
}
senders.screen_audio.setSound('music')
const all = Object.values(senders)

setInterval(() => receiver.sayLevels(), 100)
setInterval(() => {
  post({ type: 'stats', kind: 'audio', stats: [...all.flatMap((sender) => sender.stats()), ...receiver.stats()] })
}, 1_000)

function notice({ data }: MessageEvent<ControlNotice>): void {
  if (data.type === 'open') {
    if (data.fresh) for (const sender of all) sender.setTrack(null)
    socket.open(data.url, data.carriage)
  } else if (data.type === 'shut') {
    if (!data.back) socket.shut()
  } else if (data.type === 'offsets') receiver.offsets = data
}

self.addEventListener('rtctransform', (event) => {
  const { readable, options } = (event as PacketsEvent).transformer
  senders[options.source].capture(soundOf(readable)).catch(reportError)
})

self.onmessage = ({ data }: MessageEvent<AudioRequest>) => {
  switch (data.type) {
    case 'control':
      control = data.port
      control.onmessage = notice
      break
    case 'video':
      video = data.port
      break
    case 'playout':
      receiver.setPlayout(data.port, data.ring)
      break
    case 'speaker-clock':
      receiver.setSpeakerClock(data.contextTime, data.ownUs, data.delay)
      break
    case 'capture':
      senders[data.source].capture(data.readable).catch(reportError)
      break
    case 'capture-worklet':
      senders[data.source].captureFrom(data.port, data.sampleRate)
      break
    case 'capture-end':
      senders[data.source].end()
      break
    case 'published':
      senders[data.source].setTrack(data.track)
      break
    case 'muted':
      senders[data.source].setMuted(data.muted)
      break
    case 'sound':
      senders.microphone.setSound(data.mode)
      break
    case 'tracks':
      receiver.setTracks(data.tracks)
      break
  }
}
