/** One channel to the host, whatever carries it, in the shape of a WebSocket; and how each is carried. */

export type Carriage = 'socket' | 'requests'

/** Whoever lets go of one takes its handlers off first: `onclose` may still come after `close`. */
export interface Channel {
  /** As of a WebSocket: `CONNECTING`, `OPEN`, `CLOSED`. */
  readonly readyState: number
  /** Bytes handed over that have not left yet. */
  readonly bufferedAmount: number
  send(data: string | ArrayBuffer): void
  close(code?: number): void
  onopen: (() => void) | null
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
}

export const CONNECTING = 0
export const OPEN = 1
export const CLOSED = 3

/** What a channel that was never opened, or whose link broke, is closed with (RFC 6455, 7.4.1). */
export const ABNORMAL = 1006

export function openSocket(url: string): Channel {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  return socket as unknown as Channel
}
