/** Carries files over connections of their own, away from the page's main thread and from sound and picture. */

import { Get } from './get'
import type { FileNews, FileOrder, FileSocket } from './messages'
import { Put } from './put'
import type { Around, Transfer } from './transfer'

const transfers = new Map<string, Transfer>()

const around: Around = {
  open(url) {
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    return socket as unknown as FileSocket
  },
  tell(news: FileNews) {
    if (news.type === 'done' || news.type === 'failed') transfers.delete(news.key)
    self.postMessage(news)
  },
  later(run, milliseconds) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

self.onmessage = ({ data: order }: MessageEvent<FileOrder>) => {
  const known = transfers.get(order.key)
  switch (order.type) {
    case 'put':
    case 'get': {
      const transfer = order.type === 'put' ? new Put(order, around) : new Get(order, around)
      transfers.set(order.key, transfer)
      transfer.start()
      break
    }
    case 'pause':
      known?.pause()
      break
    case 'resume':
      known?.start()
      break
    case 'cancel':
      known?.cancel()
      transfers.delete(order.key)
      break
  }
}
