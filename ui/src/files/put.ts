import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { FileChannelTold } from '../wire/messages'
import { FILE_CHUNK_BYTES, FILE_WINDOW_BYTES } from '../wire/rules'
import type { PutOrder } from './messages'
import { type Around, Transfer } from './transfer'

/** A file that is sent: no more is on its way than a window, so that voice does not wait behind it. */
export class Put extends Transfer {
  readonly #order: PutOrder
  readonly #hash = sha256.create()
  /** Bytes that are in the hash: after a broken link some are sent again, but not counted again. */
  #hashed = 0
  #sent = 0
  #taken = 0
  /** Counts connections: what was read for one that is gone is not sent on the next. */
  #connection = 0
  #reading = false

  constructor(order: PutOrder, around: Around) {
    super(order.key, order.url, around)
    this.#order = order
  }

  protected began(): void {
    this.#connection++
    this.say({ type: 'put_file', file: this.#order.file })
  }

  protected told(message: FileChannelTold): void {
    switch (message.type) {
      case 'file_ready':
        if (message.offset > this.#hashed) {
          // The host has more than this window ever sent.
          this.fail('file_damaged')
          return
        }
        this.#sent = this.#taken = message.offset
        this.moved(this.#taken)
        if (this.#sent === this.#order.content.size) this.#end()
        void this.#go()
        break
      case 'file_taken':
        this.#taken = message.bytes
        this.moved(this.#taken)
        void this.#go()
        break
      case 'file_stored':
        this.done()
        break
    }
  }

  protected bytes(): void {
    this.fail('unexpected_message')
  }

  async #go(): Promise<void> {
    const { content } = this.#order
    const connection = this.#connection
    if (this.#reading) return
    this.#reading = true
    try {
      while (this.#sent < content.size && this.#sent + FILE_CHUNK_BYTES - this.#taken <= FILE_WINDOW_BYTES) {
        const from = this.#sent
        const data = await content.slice(from, from + FILE_CHUNK_BYTES).arrayBuffer()
        if (connection !== this.#connection || from !== this.#sent) break
        if (from + data.byteLength > this.#hashed) {
          this.#hash.update(new Uint8Array(data, this.#hashed - from))
          this.#hashed = from + data.byteLength
        }
        this.send(data)
        this.#sent += data.byteLength
        if (this.#sent === content.size) this.#end()
      }
    } catch {
      // It was deleted, moved or changed meanwhile.
      this.fail('file_unreadable')
    } finally {
      this.#reading = false
    }
    if (connection !== this.#connection) void this.#go()
  }

  #end(): void {
    this.say({ type: 'file_end', sha256: bytesToHex(this.#hash.clone().digest()) })
  }
}
