/** The two lines of a page, and which channel is on which: sound never waits behind pictures. */

import { ABNORMAL, type Channel, type ChannelName } from './channel'
import { AROUND, Line, type LineAround, RequestChannel } from './line'
import { SLOTS } from './records'

const FIXED: Partial<Record<ChannelName, { line: 'voice' | 'pictures'; slot: number }>> = {
  control: { line: 'voice', slot: 1 },
  audio: { line: 'voice', slot: 2 },
  video: { line: 'pictures', slot: 3 },
}
const FIRST_FILE = 4

export class Lines {
  readonly #around: LineAround
  #url = ''
  readonly #lines: Partial<Record<'voice' | 'pictures', Line>> = {}

  constructor(around: LineAround = AROUND) {
    this.#around = around
  }

  /** `url`: where WebSockets of the same channels would be opened, without the channel. A control channel begins anew. */
  open(url: string, name: ChannelName): Channel {
    if (name === 'control') {
      this.drop()
      this.#url = url.replace(/^ws/, 'http')
    }
    const { line, slot } = FIXED[name] ?? { line: 'pictures' as const, slot: this.#fileSlot() }
    if (name === 'audio-copy' || slot >= SLOTS) return refused()
    return this.#line(line).channel(slot)
  }

  /** Gives all up at once. */
  drop(): void {
    for (const line of Object.values(this.#lines)) line.drop()
  }

  /** Says goodbye first. */
  finish(): void {
    for (const line of Object.values(this.#lines)) line.finish()
  }

  #line(name: 'voice' | 'pictures'): Line {
    const known = this.#lines[name]
    if (known && !known.over) return known
    const made = new Line(this.#url, name, this.#around)
    this.#lines[name] = made
    return made
  }

  #fileSlot(): number {
    const line = this.#line('pictures')
    let slot = FIRST_FILE
    while (slot < SLOTS && line.has(slot)) slot++
    return slot
  }
}

/** A channel that there is no room for. */
function refused(): Channel {
  const channel = new RequestChannel({ send: () => undefined, leave: () => undefined } as unknown as Line, 0)
  setTimeout(() => channel.closed(ABNORMAL, ''), 0)
  return channel
}
