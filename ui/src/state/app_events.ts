import type { AppEvent } from '../wire/messages'

/** Least and most time between two attempts to reach the app's event socket, in milliseconds. */
const FIRST_RETRY = 250
const LONGEST_RETRY = 4_000

/** Keeps `WS /api/events` open. Returns how to stop. */
export function watchAppEvents(url: string, onEvent: (event: AppEvent) => void): () => void {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_RETRY
  let stopped = false

  const open = (): void => {
    socket = new WebSocket(url)
    socket.onopen = () => {
      wait = FIRST_RETRY
    }
    socket.onmessage = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data) as AppEvent)
    socket.onclose = () => {
      if (stopped) return
      timer = setTimeout(open, wait)
      wait = Math.min(wait * 2, LONGEST_RETRY)
    }
  }
  open()
  return () => {
    stopped = true
    clearTimeout(timer)
    socket?.close()
  }
}
