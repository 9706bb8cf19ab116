/** How a media worker opens its channels: itself, or by the control worker, which has the lines of requests. */

import { openSocket } from '../carriage/channel'
import { PortChannel } from '../carriage/port_channel'
import { channelUrl } from '../wire/channel'
import type { MediaRequest } from './control/messages'
import type { Carry } from './media-socket'

/** `ask`: tells the control worker. */
export function carryBy(ask: (request: MediaRequest, transfer: Transferable[]) => void): Carry {
  return (url, channel, carriage) =>
    carriage === 'socket'
      ? openSocket(channelUrl(url, channel))
      : new PortChannel((port) => ask({ type: 'carry', url, channel, port }, [port]))
}
