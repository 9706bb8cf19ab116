/** Carries files over connections of their own, away from the page's main thread and from sound and picture. */

import { type Carriage, CLOSED, openSocket } from '../carriage/channel'
import { type CarryRequest, PortChannel } from '../carriage/port_channel'
import { Get } from './get'
import type { CarriageOrder, FileNews, FileOrder } from './messages'
import { Put } from './put'
import type { Around, Transfer } from './transfer'

const transfers = new Map<string, Transfer>()

let carrier: MessagePort | null = null
let carriage: Carriage = 'socket'
const carried = new Set<PortChannel>()

/** The carrier's worker is new: what the one before carried is lost. */
function setCarrier(port: MessagePort): void {
  carrier = port
  port.onmessage = ({ data }: MessageEvent<{ type: string; carriage?: Carriage }>) => {
    if (data.type === 'open' && data.carriage) carriage = data.carriage
  }
  for (const channel of carried) channel.lost()
  carried.clear()
}

const around: Around = {
  open(url) {
    if (carriage === 'socket' || !carrier) return openSocket(url)
    const to = carrier
    const channel = new PortChannel((port) =>
      to.postMessage({ type: 'carry', url, channel: 'file', port } satisfies CarryRequest, [port]),
    )
    for (const one of carried) if (one.readyState === CLOSED) carried.delete(one)
    carried.add(channel)
    return channel
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

self.onmessage = ({ data: order }: MessageEvent<FileOrder | CarriageOrder>) => {
  if (order.type === 'carriage') {
    setCarrier(order.port)
    return
  }
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
