import { Pad } from './pad'
import type { PadNews, PadOrder } from './pad_messages'

const pad = new Pad((news: PadNews) => postMessage(news))
self.onmessage = ({ data }: MessageEvent<PadOrder>) => pad.carryOut(data)
postMessage({ type: 'ready' } satisfies PadNews)
