import type { PadCarrier, PadNews } from './pad_messages'

/** Starts a worker for the text of the notes. */
export function startPad(onNews: (news: PadNews) => void, onFailure: () => void): PadCarrier {
  const worker = new Worker(new URL('./pad.worker.ts', import.meta.url), { type: 'module', name: 'notes' })
  worker.onmessage = ({ data }: MessageEvent<PadNews>) => onNews(data)
  worker.onerror = (event) => {
    event.preventDefault()
    onFailure()
  }
  return { order: (order) => worker.postMessage(order), stop: () => worker.terminate() }
}
