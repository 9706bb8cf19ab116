import { vi } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { ErrorCode, NotesUpdate } from '../../wire/messages'
import type { NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import { PAD_YARDSTICK } from '../tools/edits'
import { Notes } from '../tools/notes'
import { Pad } from '../tools/pad'
import type { PadNews, PadOrder, StartPad } from '../tools/pad_messages'

/** Plays the host as `meetdesk/core/topics/notes.py` does: numbers what comes, tells who looks, keeps it for those who come later. */
export class Host {
  kept: NotesUpdate[] = []
  /** Why the next updates are refused. */
  refusals: ErrorCode[] = []
  readonly asked: NewRequest[] = []
  #last = 0
  readonly #windows: Window[] = []

  get bytes(): number {
    return this.kept.reduce((sum, { update }) => sum + update.length, 0)
  }

  join(): Window {
    const window = new Window(this)
    this.#windows.push(window)
    window.connect()
    return window
  }

  ask(request: NewRequest, from?: Window): void {
    this.asked.push(request)
    if (request.type === 'read_notes' && from) {
      from.reads = request.reading
      if (request.reading) from.notes.told(this.kept)
    } else if (request.type === 'write_notes') {
      const refusal = this.refusals.shift()
      if (refusal) throw new ProblemError(refusal)
      const update = { number: ++this.#last, update: request.update }
      this.kept.push(update)
      for (const window of this.#windows) if (window.open) window.notes.told(window.reads ? [update] : [])
    } else if (request.type === 'compact_notes') {
      const after = this.kept.filter(({ number }) => number > request.until)
      this.kept = [{ number: request.until, update: request.update }, ...after]
    }
  }

  /** A window could not take in this update. */
  drop(number: number): void {
    this.kept = this.kept.filter((update) => update.number !== number)
    for (const window of this.#windows) if (window.open && window.reads) window.notes.told([], true)
  }

  /** By its clock. */
  compacts(window: Window): void {
    window.notes.wanted(this.#last)
  }
}

/** The worker, in the page: what it is told it does a moment later. */
class PadInPage {
  stopped = false
  /** The one that is there takes nothing in any more. */
  hangs = false
  /** So does any one with updates from this number on. */
  stuckAt = Number.POSITIVE_INFINITY
  /** How long a yardstick takes. */
  yardstick = PAD_YARDSTICK
  started = 0
  readonly start: StartPad = (onNews) => {
    this.started++
    this.stopped = this.hangs = false
    let stopped = false
    const tell = (news: PadNews): void => {
      if (!stopped) onNews(news.type === 'measured' ? { type: 'measured', milliseconds: this.yardstick } : news)
    }
    const pad = new Pad(tell)
    setTimeout(() => tell({ type: 'ready' }), 1)
    let hangs = false
    return {
      order: (order) => {
        hangs ||= this.hangs
        if (hangs) return
        const carryOut = (one: PadOrder): unknown => setTimeout(() => stopped || pad.carryOut(one), 1)
        hangs = order.type === 'told' && order.updates.some(({ number }) => number >= this.stuckAt)
        if (!hangs || order.type !== 'told') carryOut(order)
        else carryOut({ type: 'told', updates: order.updates.filter(({ number }) => number < this.stuckAt) })
      },
      stop: () => {
        stopped = this.stopped = true
      },
    }
  }
}

export class Window {
  open = false
  reads = false
  readonly worker = new PadInPage()
  readonly notes: Notes
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
    this.notes = new Notes(async (request) => {
      if (!this.open) throw new ProblemError('heartbeat_lost')
      host.ask(request, this)
      return { ...DEFAULTS.Done, type: 'done', id: 1 }
    }, this.worker.start)
  }

  get text(): string {
    return this.notes.view.get().text
  }

  async opens(): Promise<void> {
    this.notes.look(true)
    const open = this.notes.open()
    await passes(10)
    await open
  }

  connect(): void {
    this.open = true
    this.reads = false
    if (this.#host.kept.length > 0) this.notes.told([])
    this.notes.setJoined(true)
  }

  disconnect(): void {
    this.open = false
    this.notes.setJoined(false)
  }

  write(at: number, inserted: string, removed = 0): void {
    this.notes.edit({ at, removed, inserted })
  }
}

export async function passes(milliseconds = 2_000): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
}

export async function meeting(people: number): Promise<{ host: Host; windows: Window[] }> {
  const host = new Host()
  const windows = Array.from({ length: people }, () => host.join())
  for (const window of windows) await window.opens()
  return { host, windows }
}
