/** The two lines of a page, and which channel is on which: sound never waits behind pictures. */

import type { Channel as ChannelName, LineName } from '../wire/rules'
import { SLOTS } from '../wire/rules'
import { ABNORMAL, type Channel } from './channel'
import { AROUND, Line, type LineAround, RequestChannel } from './line'

export class Lines {
  readonly #around: LineAround
  #url = ''
  readonly #lines: Partial<Record<LineName, Line>> = {}

  constructor(around: LineAround = AROUND) {
    this.#around = around
  }

  /** `url`: where WebSockets of the same channels would be opened, without the channel. A control channel begins anew. */
  open(url: string, name: ChannelName): Channel {
    if (name === 'control') {
      this.drop()
      this.#url = url.replace(/^ws/, 'http')
    }
    for (const [slot, [line, channel]] of Object.entries(SLOTS)) {
      if (channel === name && !this.#line(line).has(Number(slot))) return this.#line(line).channel(Number(slot))
    }
    return refused()
  }

  /** Gives all up at once. */
  drop(): void {
    for (const line of Object.values(this.#lines)) line.drop()
  }

  /** Says goodbye first. */
  finish(): void {
    for (const line of Object.values(this.#lines)) line.finish()
  }

  #line(name: LineName): Line {
    const known = this.#lines[name]
    if (known && !known.over) return known
    const made = new Line(this.#url, name, this.#around)
    this.#lines[name] = made
    return made
  }
}

/** A channel that there is no room for. */
function refused(): Channel {
  const channel = new RequestChannel({ send: () => undefined, leave: () => undefined }, 0)
  setTimeout(() => channel.closed(ABNORMAL, ''), 0)
  return channel
}
