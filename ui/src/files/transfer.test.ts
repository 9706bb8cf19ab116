import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { FileChannelSaid, FileChannelTold } from '../wire/messages'
import { FILE_CHUNK_BYTES, FILE_WINDOW_BYTES } from '../wire/rules'
import { Get } from './get'
import type { FileNews, FileSocket } from './messages'
import { Put } from './put'
import type { Around, Transfer } from './transfer'

const CONTENT = new Uint8Array(7 * FILE_CHUNK_BYTES + 77).map((_, at) => (at * 31 + (at >> 9)) % 251)
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

class Socket implements FileSocket {
  onopen: FileSocket['onopen'] = null
  onmessage: FileSocket['onmessage'] = null
  onclose: FileSocket['onclose'] = null
  readonly said: FileChannelSaid[] = []
  readonly bytes: Uint8Array[] = []
  closed = false

  send(data: string | ArrayBuffer): void {
    if (typeof data === 'string') this.said.push(JSON.parse(data) as FileChannelSaid)
    else this.bytes.push(new Uint8Array(data))
  }

  close(): void {
    this.closed = true
  }

  tells(message: FileChannelTold): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }

  breaks(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason })
  }

  get total(): number {
    return this.bytes.reduce((sum, one) => sum + one.byteLength, 0)
  }
}

function stage() {
  const sockets: Socket[] = []
  const news: FileNews[] = []
  const due: (() => void)[] = []
  const around: Around = {
    open: () => {
      const socket = new Socket()
      sockets.push(socket)
      return socket
    },
    tell: (one) => news.push(one),
    later: (run) => {
      due.push(run)
      return () => due.splice(due.indexOf(run), 1)
    },
  }
  const latest = (): Socket => sockets[sockets.length - 1] as Socket
  const begin = (transfer: Transfer): Socket => {
    transfer.start()
    latest().onopen?.()
    return latest()
  }
  return { sockets, news, due, around, latest, begin }
}

const put = (around: Around): Put =>
  new Put({ type: 'put', key: 'k', url: '', file: 3, content: new Blob([CONTENT]) }, around)
const get = (around: Around): Get =>
  new Get({ type: 'get', key: 'k', url: '', file: 3, size: CONTENT.length, sha256: SHA256 }, around)
const turns = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

/** The host takes what comes, until it has `until` bytes. */
async function takes(socket: Socket, from: number, until: number): Promise<void> {
  let taken = from
  while (taken < until) {
    await turns()
    const here = from + socket.total
    expect(here, 'something comes').toBeGreaterThan(taken)
    taken = Math.min(here, until)
    socket.tells({ type: 'file_taken', bytes: taken })
  }
  await turns()
}

describe('a file that is sent', () => {
  it('comes whole, a window at a time, with its hash at the end', async () => {
    const { around, begin, news } = stage()
    const socket = begin(put(around))
    expect(socket.said).toEqual([{ type: 'put_file', file: 3 }])
    socket.tells({ type: 'file_ready', offset: 0 })
    await turns()
    expect(socket.total).toBe(FILE_WINDOW_BYTES)
    await takes(socket, 0, CONTENT.length)
    expect(Buffer.concat(socket.bytes).equals(Buffer.from(CONTENT))).toBe(true)
    expect(socket.said.at(-1)).toEqual({ type: 'file_end', sha256: SHA256 })
    socket.tells({ type: 'file_stored' })
    expect(news.at(-1)).toEqual({ type: 'done', key: 'k' })
  })

  it('goes on where the host was after a broken link, with the right hash', async () => {
    const { around, begin, latest, due, news } = stage()
    const first = begin(put(around))
    first.tells({ type: 'file_ready', offset: 0 })
    await turns()
    first.tells({ type: 'file_taken', bytes: FILE_CHUNK_BYTES })
    await turns()
    first.breaks()
    expect(news.at(-1)).toEqual({ type: 'waiting', key: 'k' })
    due.shift()?.()
    const second = latest()
    second.onopen?.()
    second.tells({ type: 'file_ready', offset: 2 * FILE_CHUNK_BYTES })
    await takes(second, 2 * FILE_CHUNK_BYTES, CONTENT.length)
    expect(Buffer.concat(second.bytes).equals(Buffer.from(CONTENT.slice(2 * FILE_CHUNK_BYTES)))).toBe(true)
    expect(second.said.at(-1)).toEqual({ type: 'file_end', sha256: SHA256 })
  })

  it('waits in a pause, and is forgotten when it is cancelled', async () => {
    const { around, begin, sockets, due } = stage()
    const transfer = put(around)
    begin(transfer).tells({ type: 'file_ready', offset: 0 })
    transfer.pause()
    sockets[0]?.breaks()
    expect([sockets[0]?.closed, due.length]).toEqual([true, 0])
    expect(begin(transfer).said).toEqual([{ type: 'put_file', file: 3 }])
    transfer.cancel()
    transfer.start()
    expect(sockets).toHaveLength(2)
  })

  it('says why the host refuses it, and does not try again', () => {
    const { around, begin, news, due } = stage()
    begin(put(around)).breaks(4404, 'file_storage_full')
    expect(news).toEqual([{ type: 'failed', key: 'k', code: 'file_storage_full' }])
    expect(due).toHaveLength(0)
  })
})

describe('a file that is fetched', () => {
  function chunk(from: number, to: number): ArrayBuffer {
    return CONTENT.slice(from, to).buffer
  }

  it('is put together across a broken link and handed over when its hash is right', async () => {
    const { around, begin, latest, due, news } = stage()
    const first = begin(get(around))
    expect(first.said).toEqual([{ type: 'get_file', file: 3, offset: 0 }])
    first.tells({ type: 'file_ready', offset: 0 })
    first.onmessage?.({ data: chunk(0, 1_000) })
    expect(first.said.at(-1)).toEqual({ type: 'file_taken', bytes: 1_000 })
    first.breaks(4100)
    due.shift()?.()
    latest().onopen?.()
    expect(latest().said).toEqual([{ type: 'get_file', file: 3, offset: 1_000 }])
    latest().tells({ type: 'file_ready', offset: 1_000 })
    latest().onmessage?.({ data: chunk(1_000, CONTENT.length) })
    const done = news.at(-1)
    if (done?.type !== 'done' || !done.content) throw new Error(`not done: ${JSON.stringify(done)}`)
    expect(done.content.type).toBe('application/octet-stream')
    expect(Buffer.from(await done.content.arrayBuffer()).equals(Buffer.from(CONTENT))).toBe(true)
  })

  it('is not handed over when it is something else', () => {
    const { around, begin, news } = stage()
    const socket = begin(get(around))
    socket.tells({ type: 'file_ready', offset: 0 })
    const wrong = CONTENT.slice()
    wrong[5] = 255
    socket.onmessage?.({ data: wrong.buffer })
    expect(news.at(-1)).toEqual({ type: 'failed', key: 'k', code: 'file_damaged' })
  })

  it.each(['{', '{"type":"file_ready"}', '{"type":"file_ready","offset":"0"}'])('fails when a host says %s', (data) => {
    const { around, begin, news } = stage()
    const socket = begin(get(around))
    expect(() => socket.onmessage?.({ data })).not.toThrow()
    expect(news.at(-1)).toEqual({ type: 'failed', key: 'k', code: 'malformed_message' })
  })
})
