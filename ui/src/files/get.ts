import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { FileChannelTold } from '../wire/messages'
import type { GetOrder } from './messages'
import { type Around, Transfer } from './transfer'

/** So many bytes are made one blob, which the browser engine may keep on the disk. */
const PART = 4_000_000
/** Whatever it is, it is never shown or run as what it says it is. */
const TYPE = 'application/octet-stream'

/** A file that is fetched, and is handed over only if it is what its sender sent. */
export class Get extends Transfer {
  readonly #order: GetOrder
  readonly #hash = sha256.create()
  readonly #parts: Blob[] = []
  #fresh: ArrayBuffer[] = []
  #freshBytes = 0
  #here = 0

  constructor(order: GetOrder, around: Around) {
    super(order.key, order.url, around)
    this.#order = order
  }

  protected began(): void {
    this.say({ type: 'get_file', file: this.#order.file, offset: this.#here })
  }

  protected told(message: FileChannelTold): void {
    if (message.type !== 'file_ready' || message.offset !== this.#here) this.fail('unexpected_message')
  }

  protected bytes(data: ArrayBuffer): void {
    this.#hash.update(new Uint8Array(data))
    this.#fresh.push(data)
    this.#freshBytes += data.byteLength
    this.#here += data.byteLength
    if (this.#freshBytes >= PART) this.#pack()
    this.say({ type: 'file_taken', bytes: this.#here })
    this.moved(this.#here)
    if (this.#here < this.#order.size) return
    this.#pack()
    if (this.#here === this.#order.size && bytesToHex(this.#hash.digest()) === this.#order.sha256)
      this.done(new Blob(this.#parts, { type: TYPE }))
    else this.fail('file_damaged')
  }

  #pack(): void {
    this.#parts.push(new Blob(this.#fresh))
    this.#fresh = []
    this.#freshBytes = 0
  }
}
