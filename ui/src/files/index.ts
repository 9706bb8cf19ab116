import type { CarriageOrder, FileNews, FileOrder } from './messages'

export type { FileNews, FileOrder } from './messages'

export interface FileCarrier {
  order(order: FileOrder): void
  stop(): void
}

/**
 * The worker starts with the first file. `joinCarriage` gets a function that hands it the port to whoever carries channels
 * over requests.
 */
export function createCarrier(
  onNews: (news: FileNews) => void,
  joinCarriage?: (join: (port: MessagePort) => void) => void,
): FileCarrier {
  let worker: Worker | null = null
  const started = (): Worker => {
    const made = new Worker(new URL('./files.worker.ts', import.meta.url), { type: 'module', name: 'files' })
    made.onmessage = ({ data }: MessageEvent<FileNews>) => onNews(data)
    joinCarriage?.((port) => made.postMessage({ type: 'carriage', port } satisfies CarriageOrder, [port]))
    return made
  }
  return {
    order(order) {
      worker ??= started()
      worker.postMessage(order)
    },
    stop() {
      worker?.terminate()
      worker = null
    },
  }
}
