/** The control channel's worker: nothing here waits for media or for the page. */

import type { ControlNotice, ControlRequest, MediaRequest, WorkerEvent } from './messages'
import { ControlSession } from './session'

let session: ControlSession | null = null
const peers: MessagePort[] = []

function post(event: WorkerEvent): void {
  postMessage(event)
}

self.onmessage = ({ data }: MessageEvent<ControlRequest>) => {
  switch (data.type) {
    case 'peer':
      data.port.onmessage = ({ data: request }: MessageEvent<MediaRequest>) => {
        session?.send({ type: 'request_key_frame', track: request.track, layer: request.layer })
      }
      peers.push(data.port)
      break
    case 'connect':
      session?.end()
      session = new ControlSession({
        url: data.url,
        app: data.app,
        name: data.name,
        lastEntry: data.lastEntry,
        emit: (event) => post({ type: 'event', event }),
        notify: (notice: ControlNotice) => {
          for (const peer of peers) peer.postMessage(notice)
        },
      })
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
