/** The control channel's worker: nothing here waits for media or for the page. */

import { openSocket } from '../../carriage/channel'
import { Lines } from '../../carriage/lines'
import { carry, UNREAD_BYTES } from '../../carriage/port_channel'
import { channelUrl } from '../../wire/channel'
import type { ControlNotice, ControlRequest, MediaRequest, WorkerEvent } from './messages'
import { ControlSession } from './session'

let session: ControlSession | null = null
const lines = new Lines()
const peers = new Map<string, MessagePort>()
/** What a media worker that starts later has to know. */
const standing = new Map<string, ControlNotice>()

function post(event: WorkerEvent): void {
  postMessage(event)
}

function notify(notice: ControlNotice): void {
  if (notice.type === 'shut') standing.clear()
  else if (notice.type === 'open') standing.set('open', { ...notice, fresh: false })
  else if (notice.type === 'demand') standing.set(`demand for ${notice.track}`, notice)
  else if (notice.type !== 'key-frame-wanted') standing.set(notice.type, notice)
  for (const peer of peers.values()) peer.postMessage(notice)
}

self.onmessage = ({ data }: MessageEvent<ControlRequest>) => {
  switch (data.type) {
    case 'peer':
      data.port.onmessage = ({ data: request }: MessageEvent<MediaRequest>) => {
        if (request.type === 'carry') {
          const { port, url, channel } = request
          carry(port, lines.open(url, channel), UNREAD_BYTES[channel])
        } else session?.send({ type: 'request_key_frame', track: request.track, layer: request.layer })
      }
      peers.set(data.name, data.port)
      for (const notice of standing.values()) data.port.postMessage(notice)
      break
    case 'connect':
      session?.end()
      session = new ControlSession({
        url: data.url,
        requests: data.requests,
        open: (carriage) =>
          carriage === 'requests' ? lines.open(data.url, 'control') : openSocket(channelUrl(data.url, 'control')),
        letGo: (last) => (last ? lines.finish() : lines.drop()),
        app: data.app,
        name: data.name,
        last: data.last,
        emit: (event) => post({ type: 'event', event }),
        notify,
      })
      break
    case 'try-now':
      session?.tryNow()
      break
    case 'disconnect':
      session?.end()
      session = null
      break
    case 'send':
      session?.send(data.message)
      break
  }
}
