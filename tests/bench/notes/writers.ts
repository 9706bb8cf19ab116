/** Many windows' notes in one process: the product's own code (`ui/src/state/tools`), each with a socket of its own.
 * Arguments: port, seconds, keys a second of each, readers; tickets by standard input. Prints one line of JSON. */

import { Notes } from '../../../ui/src/state/tools/notes'
import { Pad } from '../../../ui/src/state/tools/pad'
import type { StartPad } from '../../../ui/src/state/tools/pad_messages'
import type { ClientMessage, HostMessage } from '../../../ui/src/wire/messages'
import { PROTOCOL_VERSION } from '../../../ui/src/wire/messages'

declare const process: {
  argv: string[]
  stdin: AsyncIterable<Uint8Array>
  stdout: { write(text: string): void }
  exit(code: number): never
}

/** In the place of a worker. */
const pad: StartPad = (onNews) => {
  let ended = false
  const found = new Pad((news) => ended || queueMicrotask(() => onNews(news)))
  setTimeout(() => onNews({ type: 'ready' }))
  return { order: (order) => setTimeout(() => ended || found.carryOut(order)), stop: () => void (ended = true) }
}

class Window {
  readonly notes: Notes
  bytes = 0
  updates = 0
  refused: string[] = []
  readonly #socket: WebSocket
  readonly #open = new Map<number, { done(): void; failed(problem: unknown): void }>()
  #last = 0

  constructor(port: string, ticket: string, name: string, welcomed: () => void) {
    const headers = { Authorization: `Bearer ${ticket}` }
    const url = `ws://127.0.0.1:${port}/meetdesk/${PROTOCOL_VERSION}/control`
    // Node's own; a browser's has no such argument.
    this.#socket = new WebSocket(url, { headers } as never)
    this.notes = new Notes((request) => {
      const id = ++this.#last
      this.#say({ ...request, id } as ClientMessage)
      return new Promise((done, failed) => this.#open.set(id, { done: () => done({ type: 'done', id }), failed }))
    }, pad)
    this.#socket.onopen = () => this.#say({ type: 'hello', protocol: PROTOCOL_VERSION, app: 'bench', name })
    this.#socket.onclose = ({ code, reason }) => this.refused.push(`closed ${code} ${reason}`)
    this.#socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as HostMessage
      if (message.type === 'welcome') welcomed()
      if (message.type === 'notes' || message.type === 'notes_wanted') this.bytes += String(data).length
      if (message.type === 'notes') {
        this.updates += message.updates.length
        this.notes.told(message.updates, message.anew)
      } else if (message.type === 'notes_wanted') this.notes.wanted(message.until)
      else if (message.type === 'stopped') this.refused.push('stopped')
      else if (message.type === 'done') this.#answered(message.id)?.done()
      else if (message.type === 'error') {
        this.refused.push(message.code)
        if (typeof message.id === 'number') this.#answered(message.id)?.failed({ code: message.code })
      }
    }
    setInterval(() => this.#say({ type: 'ping', sent_us: 0 }), 1_000)
  }

  get text(): string {
    return this.notes.view.get().text
  }

  /** One key at the end of the own line. */
  write(mark: string, key: string): void {
    const { text } = this
    const line = text.indexOf(mark)
    if (line < 0) this.notes.edit({ at: text.length, removed: 0, inserted: `${mark}${key}\n` })
    else this.notes.edit({ at: text.indexOf('\n', line), removed: 0, inserted: key })
  }

  #answered(id: number): { done(): void; failed(problem: unknown): void } | undefined {
    const found = this.#open.get(id)
    this.#open.delete(id)
    return found
  }

  #say(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}

async function main([port = '', seconds = '', keys = '', readers = '']: readonly string[]): Promise<void> {
  let input = ''
  for await (const part of process.stdin) input += new TextDecoder().decode(part)
  const tickets = input.split(/\s+/).filter(Boolean)
  const windows: Window[] = []
  for (const [at, ticket] of tickets.entries()) {
    await new Promise<void>((welcomed) => windows.push(new Window(port, ticket, `Writer ${at}`, welcomed)))
  }
  for (const one of windows) {
    one.notes.look(true)
    one.notes.setJoined(true)
    await one.notes.open()
  }
  process.stdout.write('writing\n')
  const writers = windows.slice(Number(readers))
  const typed = writers.map(() => '')
  const end = performance.now() + Number(seconds) * 1_000
  await Promise.all(
    writers.map(async (writer, at) => {
      for (let count = 0; performance.now() < end; count++) {
        const key = count % 6 === 5 ? ' ' : String.fromCharCode(97 + ((at + count) % 26))
        typed[at] += key
        writer.write(`<${at}>`, key)
        await pause((1_000 / Number(keys)) * (0.5 + Math.random()))
      }
    }),
  )
  await pause(Math.max(0, end - performance.now()))
  const stopped = performance.now()
  const same = (): boolean =>
    windows.every(({ text, notes }) => text === windows[0]?.text && !notes.view.get().unsent)
  while (!same() && performance.now() < stopped + 120_000) await pause(50)
  const text = windows[0]?.text ?? ''
  const lines = text.split('\n').filter(Boolean)
  process.stdout.write(
    `${JSON.stringify({
      same: same(),
      whole: typed.every((line, at) => lines.includes(`<${at}>${line}`)),
      settled: Math.round(performance.now() - stopped),
      characters: text.length,
      keys: typed.reduce((sum, line) => sum + line.length, 0),
      updates: windows[0]?.updates,
      bytes: windows.map(({ bytes }) => bytes),
      refused: windows.flatMap(({ refused }) => refused),
    })}\n`,
  )
  process.exit(0)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds))
}

void main(process.argv.slice(2))
