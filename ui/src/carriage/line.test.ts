import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ABNORMAL } from './channel'
import { Line } from './line'
import { CLOSE, PING, RecordParser, record, type Said, TEXT } from './records'

const HOST = 'https://192.0.2.1:47800/meetdesk/2'

interface Upload {
  number: number
  read: number
  said: Said[]
  answer(status: number): Promise<void>
  fail(): Promise<void>
}

/** Stands in for the host: takes what is fetched apart, and streams what a test wants it to say. */
class Host {
  uploads: Upload[] = []
  stream: ReadableStreamDefaultController<Uint8Array> | null = null
  asked: string[] = []
  now = 1_000
  /** Answers uploads by itself. */
  willing = true
  aborted = 0

  readonly around = {
    fetch: (url: string, init: RequestInit): Promise<Response> => this.#fetch(url, init),
    now: () => this.now,
    draw: () => 'ab'.repeat(16),
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    this.asked.push(`${init.method} ${url}`)
    init.signal?.addEventListener('abort', () => this.aborted++)
    if (url.includes('/down/')) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          this.stream = controller
        },
      })
      return Promise.resolve(new Response(body, { status: 200 }))
    }
    return new Promise((resolve, reject) => {
      const body = init.body as Uint8Array<ArrayBuffer>
      const view = new DataView(body.buffer)
      const settle = async (run: () => void): Promise<void> => {
        run()
        await flush()
      }
      const upload: Upload = {
        number: view.getUint32(0),
        read: Number(view.getBigUint64(4)),
        said: new RecordParser().push(body.slice(12)),
        answer: (status) => settle(() => resolve(new Response('ok', { status }))),
        fail: () => settle(() => reject(new TypeError('network'))),
      }
      this.uploads.push(upload)
      if (this.willing) void upload.answer(200)
    })
  }

  async say(slot: number, opcode: number, text = ''): Promise<void> {
    this.stream?.enqueue(record(slot, opcode, new TextEncoder().encode(text)))
    await flush()
  }

  /** Time passes, in small steps. */
  async pass(milliseconds: number): Promise<void> {
    for (let step = 0; step < milliseconds; step += 10) {
      this.now += 10
      vi.advanceTimersByTime(10)
      await flush()
    }
  }

  said(): string[] {
    return this.uploads.flatMap(({ said }) =>
      said.map(({ slot, opcode, payload }) => `${slot} ${opcode} ${new TextDecoder().decode(payload)}`),
    )
  }
}

async function flush(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

let host: Host
let line: Line

beforeEach(async () => {
  vi.useFakeTimers()
  host = new Host()
  line = new Line(HOST, 'voice', host.around)
  await flush()
})

afterEach(() => {
  line.drop()
  vi.useRealTimers()
})

async function opened(slot = 1) {
  await host.say(0, PING)
  const channel = line.channel(slot)
  const events: string[] = []
  channel.onopen = () => events.push('open')
  channel.onmessage = ({ data }) => events.push(String(data))
  channel.onclose = ({ code, reason }) => events.push(`closed ${code} ${reason}`)
  await host.pass(20)
  await host.say(0, TEXT, `opened ${slot}`)
  return { channel, events }
}

describe('a line', () => {
  it('asks by PUT, and uploads nothing before the host has answered', async () => {
    line.channel(1)
    await host.pass(200)
    expect(host.asked).toEqual([`PUT ${HOST}/down/voice/${'ab'.repeat(16)}`])
    await host.say(0, PING)
    expect(host.said()).toEqual(['0 1 open 1'])
  })

  it('says both ways what a channel says', async () => {
    const { channel, events } = await opened()
    await host.say(1, TEXT, '{"type":"welcome"}')
    channel.send('hello')
    await host.pass(20)
    expect(host.said()).toContain('1 1 hello')
    await host.say(1, CLOSE, '\u000f')
    expect(events.slice(0, 2)).toEqual(['open', '{"type":"welcome"}'])
    expect(events).toHaveLength(3)
  })

  it('takes nothing for a channel that is not opened: it is for the one before in its slot', async () => {
    const { channel } = await opened()
    channel.onclose = null
    channel.close()
    const again = line.channel(1)
    const heard: unknown[] = []
    again.onmessage = ({ data }) => heard.push(data)
    await host.say(1, TEXT, 'late')
    await host.say(0, TEXT, 'opened 1')
    await host.say(1, TEXT, 'now')
    expect(heard).toEqual(['now'])
  })

  it('has one upload under way, and what waits meanwhile goes in the next', async () => {
    const { channel } = await opened()
    await host.pass(40)
    host.willing = false
    channel.send('one')
    await host.pass(40)
    channel.send('two')
    channel.send('three')
    await host.pass(100)
    const [first] = host.uploads.slice(-1)
    expect(first?.said).toHaveLength(1)
    expect(channel.bufferedAmount).toBe('onetwothree'.length)
    await first?.answer(200)
    await host.pass(40)
    expect(host.uploads.at(-1)?.number).toBe(first!.number + 1)
    expect(host.uploads.at(-1)?.said).toHaveLength(2)
    expect(channel.bufferedAmount).toBe('twothree'.length)
  })

  it('sends a batch that failed again, with the same number', async () => {
    const { channel, events } = await opened()
    await host.pass(40)
    host.willing = false
    channel.send('once')
    await host.pass(40)
    const failed = host.uploads.at(-1)!
    await failed.fail()
    await host.pass(50)
    const again = host.uploads.at(-1)!
    expect(again).not.toBe(failed)
    expect([again.number, again.said.length]).toEqual([failed.number, 1])
    expect(events).toEqual(['open'])
  })

  it('sends a frame of sound at once where the link is quick, and what comes within 20 ms in one', async () => {
    const { channel } = await opened()
    await host.pass(40)
    const before = host.uploads.length
    for (let frame = 0; frame < 50; frame++) {
      channel.send(`frame ${frame}`)
      expect(host.uploads).toHaveLength(before + 1 + frame)
      await host.pass(20)
    }
    for (let piece = 0; piece < 40; piece++) {
      channel.send(`piece ${piece}`)
      await host.pass(10)
      channel.send(`and ${piece}`)
    }
    await host.pass(40)
    const uploads = host.uploads.slice(before)
    expect(uploads.flatMap(({ said }) => said)).toHaveLength(130)
    expect(uploads.length).toBeLessThanOrEqual(92)
  })

  it('follows a slow link: what is said while an upload is under way goes in the next', async () => {
    const { channel } = await opened()
    await host.pass(40)
    host.willing = false
    const before = host.uploads.length
    for (let frame = 0; frame < 50; frame++) {
      channel.send(`frame ${frame}`)
      await host.pass(20)
      if (frame % 4 === 3) await host.uploads.at(-1)!.answer(200)
      await host.say(0, PING)
    }
    const uploads = host.uploads.slice(before)
    expect(uploads.length).toBeLessThanOrEqual(14)
    expect(uploads.slice(2, -1).every(({ said }) => said.length === 4)).toBe(true)
  })

  it('tells within 100 ms what it has read, and something every second', async () => {
    await opened()
    await host.pass(300)
    const told = host.uploads.length
    await host.say(1, TEXT, 'news')
    await host.pass(120)
    expect(host.uploads.length).toBe(told + 1)
    const { read } = host.uploads.at(-1)!
    expect(read).toBeGreaterThan(host.uploads.at(-2)!.read)
    for (let second = 0; second < 3; second++) {
      await host.pass(500)
      await host.say(0, PING)
    }
    expect(host.uploads.length).toBeLessThanOrEqual(told + 6)
    expect(host.uploads.length).toBeGreaterThan(told + 2)
  })

  it.each([
    ['nothing comes for 2.5 s', async () => host.pass(2_700)],
    ['the stream ends, whatever that means', async () => host.stream?.close()],
    ['the stream breaks', async () => host.stream?.error(new TypeError('cut'))],
    ['the end is said', async () => host.say(0, CLOSE)],
    ['what comes is no record', async () => host.stream?.enqueue(new Uint8Array(20).fill(255))],
  ])('is lost when %s: its connections are free at once', async (_, happens) => {
    const { events } = await opened()
    await happens()
    await flush()
    expect(line.over).toBe(true)
    expect(events.at(-1)).toBe(`closed ${ABNORMAL} `)
    expect(host.aborted).toBeGreaterThan(0)
  })

  it('is lost when an upload gets no answer, and when the host does not know it', async () => {
    const { channel } = await opened()
    host.willing = false
    channel.send('into nothing')
    for (let beat = 0; beat < 3; beat++) {
      await host.pass(900)
      await host.say(0, PING)
    }
    expect(line.over).toBe(true)
    const other = new Line(HOST, 'voice', host.around)
    await flush()
    await host.say(0, PING)
    other.channel(1)
    await host.pass(20)
    await host.uploads.at(-1)!.answer(410)
    expect(other.over).toBe(true)
  })

  it('says goodbye with what was still to be said', async () => {
    const { channel } = await opened()
    channel.send('leave')
    line.finish()
    await host.pass(50)
    expect(host.said().slice(-2)).toEqual(['1 1 leave', '0 8 '])
    expect(line.over).toBe(true)
  })

  it('opens no channel that the host refuses', async () => {
    await host.say(0, PING)
    const closed: number[] = []
    line.channel(3).onclose = ({ code }) => closed.push(code)
    await host.say(0, TEXT, 'refused 3 409')
    expect(closed).toEqual([ABNORMAL])
    expect(line.over).toBe(false)
  })
})
