import type { FileCarrier, FileNews } from '../../files'
import type { Problem, SharedFile } from '../../wire/messages'
import type { ChatPlace } from '../log/chat_fold'
import type { Part } from '../log/feed'
import type { Answer, NewRequest } from '../log/requests'
import { asProblem, ProblemError } from '../problem'
import { Store } from '../store'

/** `waiting`: the link broke, and it is tried again. */
export type TransferState = 'moving' | 'waiting' | 'paused' | 'failed'

export interface Outgoing {
  key: string
  place: ChatPlace
  name: string
  size: number
  /** Bytes that the host has. */
  bytes: number
  state: TransferState
  problem: Problem | null
}

/** What is done with a file once it is here. */
export type Wish = 'save' | 'show'

/** A picture to be shown: the URL of all of it, what stands in the chat, and the size of that in CSS pixels. */
export interface Picture {
  url: string
  /** null: it moves, and stands there as it is. */
  thumbnail: Blob | null
  /** What is drawn where it is enlarged, no larger than this in pixels; null: it moves. */
  enlarged: { content: Blob; width: number; height: number } | null
  width: number
  height: number
  /** It is the first one of an animation that is too large to move here. */
  still: PictureSize | null
  /** It is shown no more. */
  release(): void
}

/** Of a picture that is too large to be shown, in pixels; of an animation each of so many frames has that size. */
export interface PictureSize {
  width: number
  height: number
  frames: number
}

/** What became of a wish to see a picture; `none`: it is none that can be shown. */
export type Shown = Picture | { tooLarge: PictureSize } | 'none'

export interface Incoming {
  bytes: number
  state: TransferState | 'done'
  problem: Problem | null
  /** Of the content, once it is here and its hash was right. */
  content: Blob | null
  wish: Wish | null
  /** While it is shown, or once it turned out that it cannot be. */
  picture: Shown | null
}

const NOTHING_YET: Incoming = { bytes: 0, state: 'moving', problem: null, content: null, wish: null, picture: null }

/** What carries files, the address of the file channel, and what is done with files that are here. */
export interface FilesAround {
  carrier(onNews: (news: FileNews) => void): FileCarrier
  url: string
  /** Hands it to the person as a file. */
  save(content: Blob, name: string): void
  pictureOf(content: Blob): Promise<Shown>
}

/** Files on their way: what this person sends, and what it fetches. */
export class Files implements Part {
  readonly outgoing = new Store<readonly Outgoing[]>([])
  /** By the file's number. */
  readonly incoming = new Store<ReadonlyMap<number, Incoming>>(new Map())
  readonly #carrier: FileCarrier
  readonly #around: FilesAround
  readonly #ask: (request: NewRequest) => Promise<Answer>
  /** The file itself, and the number the host gave it; null before that. */
  readonly #sending = new Map<string, { content: File; file: number | null }>()
  /** Of what is fetched, by the file's number. */
  readonly #names = new Map<number, string>()
  #next = 1

  constructor(options: FilesAround & { ask(request: NewRequest): Promise<Answer> }) {
    this.#carrier = options.carrier((news) => this.#heard(news))
    this.#around = options
    this.#ask = options.ask
  }

  /** Sends these files to this place, one after the other as the host lets them. */
  async send(files: readonly File[], place: ChatPlace): Promise<void> {
    for (const content of files) {
      const key = `put ${this.#next++}`
      this.#sending.set(key, { content, file: null })
      const { name, size } = content
      this.outgoing.update((all) => [...all, { key, place, name, size, bytes: 0, state: 'moving', problem: null }])
      await this.#offer(key, place)
    }
  }

  pause(key: string): void {
    this.#carrier.order({ type: 'pause', key })
    this.#change(key, { state: 'paused' })
  }

  /** After a pause, or once more after it failed. */
  async resume(key: string): Promise<void> {
    const one = this.outgoing.get().find((other) => other.key === key)
    this.#change(key, { state: 'moving', problem: null })
    if (one?.state === 'failed') await this.#again(key, one)
    else this.#carrier.order({ type: 'resume', key })
  }

  cancel(key: string): void {
    const file = this.#sending.get(key)?.file ?? null
    this.#carrier.order({ type: 'cancel', key })
    this.#forget(key)
    // If the host knows it no more, that is what was wanted.
    if (file !== null) this.#ask({ type: 'withdraw_file', file }).catch(() => undefined)
  }

  /** The host does not wait for this file any more. */
  ended(file: number, code: Problem['code']): void {
    for (const [key, sending] of this.#sending) {
      if (sending.file !== file) continue
      sending.file = null
      this.#carrier.order({ type: 'cancel', key })
      this.#change(key, { state: 'failed', problem: { code } })
    }
  }

  /** Saves or shows this file, which is fetched first if it is not here. */
  get(shared: SharedFile, wish: Wish): void {
    const known = this.incoming.get().has(shared.file)
    this.#changeIncoming(shared.file, { wish })
    if (known) this.#fulfil(shared.file)
    else this.fetch(shared)
  }

  /** Fetches it, or fetches it once more after it failed. */
  fetch(shared: SharedFile): void {
    const { file, size, sha256, name } = shared
    this.#names.set(file, name)
    this.#changeIncoming(file, { bytes: 0, state: 'moving', problem: null, content: null })
    this.#carrier.order({ type: 'get', key: keyOf(file), url: this.#around.url, file, size, sha256 })
  }

  pauseFetching(file: number): void {
    this.#carrier.order({ type: 'pause', key: keyOf(file) })
    this.#changeIncoming(file, { state: 'paused' })
  }

  resumeFetching(file: number): void {
    this.#changeIncoming(file, { state: 'moving' })
    this.#carrier.order({ type: 'resume', key: keyOf(file) })
  }

  cancelFetching(file: number): void {
    this.#carrier.order({ type: 'cancel', key: keyOf(file) })
    this.incoming.update((all) => new Map([...all].filter(([other]) => other !== file)))
  }

  /** The picture is not to be shown any more. */
  hide(file: number): void {
    release(this.incoming.get().get(file)?.picture)
    this.#changeIncoming(file, { picture: null })
  }

  close(): void {
    this.#carrier.stop()
    for (const file of this.incoming.get().keys()) this.hide(file)
  }

  /** Does what is wished for with a file that is here. */
  #fulfil(file: number): void {
    const one = this.incoming.get().get(file)
    if (!one?.content || one.wish === null) return
    this.#changeIncoming(file, { wish: null })
    if (one.wish === 'save') this.#around.save(one.content, this.#names.get(file) ?? '')
    else void this.#show(file, one.content)
  }

  async #show(file: number, content: Blob): Promise<void> {
    const picture = await this.#around.pictureOf(content).catch(() => 'none' as const)
    if (this.incoming.get().has(file)) this.#changeIncoming(file, { picture })
    else release(picture)
  }

  async #again(key: string, { place }: Outgoing): Promise<void> {
    const sending = this.#sending.get(key)
    if (!sending) return
    if (sending.file !== null) await this.#ask({ type: 'withdraw_file', file: sending.file }).catch(() => undefined)
    sending.file = null
    await this.#offer(key, place)
  }

  async #offer(key: string, to: ChatPlace): Promise<void> {
    const sending = this.#sending.get(key)
    if (!sending) return
    const { content } = sending
    try {
      const answer = await this.#ask({ type: 'offer_file', name: content.name, size: content.size, to })
      const file = answer.type === 'done' ? (answer.file ?? null) : null
      if (file === null) throw new ProblemError('unexpected_message')
      if (this.#sending.get(key) !== sending) {
        // Cancelled meanwhile.
        this.#ask({ type: 'withdraw_file', file }).catch(() => undefined)
        return
      }
      sending.file = file
      this.#carrier.order({ type: 'put', key, url: this.#around.url, file, content })
      if (this.outgoing.get().find((one) => one.key === key)?.state === 'paused') this.pause(key)
    } catch (error) {
      this.#change(key, { state: 'failed', problem: asProblem(error) })
    }
  }

  #heard(news: FileNews): void {
    const file = fileOf(news.key)
    if (file !== null) {
      if (this.incoming.get().has(file)) this.#heardIncoming(file, news)
      return
    }
    switch (news.type) {
      case 'moved':
        this.#change(news.key, (one) => ({ bytes: news.bytes, state: unlessPaused(one, 'moving') }))
        break
      case 'waiting':
        this.#change(news.key, (one) => ({ state: unlessPaused(one, 'waiting') }))
        break
      case 'failed':
        this.#change(news.key, { state: 'failed', problem: { code: news.code as Problem['code'] } })
        break
      case 'done':
        // The message comes over the control channel.
        this.#forget(news.key)
        break
    }
  }

  #heardIncoming(file: number, news: FileNews): void {
    switch (news.type) {
      case 'moved':
        this.#changeIncoming(file, (one) => ({ bytes: news.bytes, state: unlessPaused(one, 'moving') }))
        break
      case 'waiting':
        this.#changeIncoming(file, (one) => ({ state: unlessPaused(one, 'waiting') }))
        break
      case 'failed':
        this.#changeIncoming(file, { state: 'failed', problem: { code: news.code as Problem['code'] } })
        break
      case 'done':
        this.#changeIncoming(file, { state: 'done', content: news.content ?? null })
        this.#fulfil(file)
        break
    }
  }

  #forget(key: string): void {
    this.#sending.delete(key)
    this.outgoing.update((all) => all.filter((one) => one.key !== key))
  }

  #change(key: string, change: Change<Outgoing>): void {
    this.outgoing.update((all) => all.map((one) => (one.key === key ? changed(one, change) : one)))
  }

  #changeIncoming(file: number, change: Change<Incoming>): void {
    this.incoming.update((all) => new Map(all).set(file, changed(all.get(file) ?? NOTHING_YET, change)))
  }
}

/** The picture that can be looked at, if it is one. */
export function visible(shown: Shown | null | undefined): Picture | null {
  return shown && typeof shown === 'object' && 'url' in shown ? shown : null
}

function release(shown: Shown | null | undefined): void {
  visible(shown)?.release()
}

type Change<T> = Partial<T> | ((one: T) => Partial<T>)

function changed<T>(one: T, change: Change<T>): T {
  return { ...one, ...(typeof change === 'function' ? change(one) : change) }
}

/** What the carrier said before it heard of the pause does not end it. */
function unlessPaused<S extends string>({ state }: { state: S | 'paused' }, now: S): S | 'paused' {
  return state === 'paused' ? 'paused' : now
}

function keyOf(file: number): string {
  return `get ${file}`
}

function fileOf(key: string): number | null {
  return key.startsWith('get ') ? Number(key.slice(4)) : null
}
