import type { FileNews, FileOrder } from './messages'

export type { FileNews, FileOrder } from './messages'

export interface FileCarrier {
  order(order: FileOrder): void
  stop(): void
}

/** The worker starts with the first file. */
export function createCarrier(onNews: (news: FileNews) => void): FileCarrier {
  let worker: Worker | null = null
  const started = (): Worker => {
    const made = new Worker(new URL('./files.worker.ts', import.meta.url), { type: 'module', name: 'files' })
    made.onmessage = ({ data }: MessageEvent<FileNews>) => onNews(data)
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
