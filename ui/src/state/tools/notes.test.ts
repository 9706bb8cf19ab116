import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NotesUpdate } from '../../wire/messages'
import { ProblemError } from '../problem'
import type { NewRequest } from '../requests'
import { COMPACT_UPDATES, Notes } from './notes'
import { NOTES_CHARACTERS } from './notes_limits'
import * as pad from './pad'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Plays the host as `meetdesk/core/notes.py` does: numbers what comes, tells all, keeps it for those who come later. */
class Host {
  kept: NotesUpdate[] = []
  #last = 0
  readonly #windows: Window[] = []

  join(): Window {
    const window = new Window(this)
    this.#windows.push(window)
    window.connect()
    return window
  }

  ask(request: NewRequest): void {
    if (request.type === 'write_notes') {
      const update = { number: ++this.#last, update: request.update }
      this.kept.push(update)
      for (const window of this.#windows) if (window.open) window.notes.told([update], false)
    } else if (request.type === 'compact_notes' && request.until <= this.#last) {
      if (!this.kept.some(({ number }) => number < request.until)) return
      const after = this.kept.filter(({ number }) => number > request.until)
      this.kept = [{ number: request.until, update: request.update }, ...after]
    }
  }
}

class Window {
  open = false
  readonly notes: Notes
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
    this.notes = new Notes(
      async (request) => {
        if (!this.open) throw new ProblemError('heartbeat_lost')
        host.ask(request)
        return { type: 'done', id: 1 }
      },
      async () => pad,
    )
  }

  get text(): string {
    return this.notes.view.get().text
  }

  connect(): void {
    this.open = true
    if (this.#host.kept.length > 0) this.notes.told(this.#host.kept, true)
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

async function passes(milliseconds = 2_000): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
}

async function meeting(people: number): Promise<{ host: Host; windows: Window[] }> {
  const host = new Host()
  const windows = Array.from({ length: people }, () => host.join())
  for (const window of windows) await window.notes.open()
  return { host, windows }
}

describe('the shared notes', () => {
  it('are the same for all, and nothing that three people write at the same place at the same time is lost', async () => {
    const { windows } = await meeting(3)
    const [one, two, three] = windows as [Window, Window, Window]
    one.write(0, 'first line\n')
    await passes()
    expect(windows.map(({ text }) => text)).toEqual(Array(3).fill('first line\n'))
    one.write(6, 'Ada ')
    two.write(6, 'Ben ')
    three.write(0, 'first'.toUpperCase(), 5)
    await passes()
    const text = one.text
    expect(windows.every((window) => window.text === text)).toBe(true)
    for (const part of ['Ada ', 'Ben ', 'FIRST', 'line']) expect(text).toContain(part)
  })

  it('keep what was written without a link, and send it when the link is back', async () => {
    const { host, windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    one.disconnect()
    one.write(0, 'written in a tunnel. ')
    two.write(0, 'written meanwhile. ')
    await passes(60_000)
    expect(two.text).toBe('written meanwhile. ')
    expect(one.notes.view.get().sending).toBe(true)
    one.connect()
    await passes()
    expect(one.text).toBe(two.text)
    expect(one.text).toContain('tunnel')
    expect(one.text).toContain('meanwhile')
    expect(one.notes.view.get()).toMatchObject({ sending: false, problem: null })
    expect(host.kept).toHaveLength(2)
  })

  it('are there for whoever joins later, also after a compaction', async () => {
    const { host, windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    for (let at = 0; at < COMPACT_UPDATES + 5; at++) {
      ;(at % 2 ? one : two).write(0, `${at} `)
      await passes(300)
    }
    expect(host.kept.length).toBeLessThan(COMPACT_UPDATES)
    const late = host.join()
    await late.notes.open()
    expect(late.text).toBe(one.text)
    expect(late.text.split(' ')).toHaveLength(COMPACT_UPDATES + 6)
  })

  it('survive somebody who sends what is no update', async () => {
    const { host, windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    one.write(0, 'text')
    await passes()
    for (const update of ['', '!', 'AAAA', '/////w==', 'AQGf////////////']) host.ask({ type: 'write_notes', update })
    two.write(4, ' and more')
    await passes()
    expect(one.text).toBe('text and more')
  })

  it('have an end, and say so', async () => {
    const { windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    one.write(0, '好'.repeat(NOTES_CHARACTERS - 1))
    expect(one.notes.view.get().problem).toBeNull()
    one.write(0, 'two')
    expect(one.notes.view.get().problem).toEqual({ code: 'notes_full' })
    await passes(10_000)
    expect(two.text).toHaveLength(NOTES_CHARACTERS)
  })

  it('cut no character in two, however long a text is pasted', async () => {
    const { windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    one.write(0, `a${'😀'.repeat(NOTES_CHARACTERS)}`)
    await passes(10_000)
    expect(two.text).toBe(one.text)
    expect(two.text).toBe(`a${'😀'.repeat(NOTES_CHARACTERS / 2 - 1)}`)
  })

  it('take back only what this person wrote', async () => {
    const { windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    one.write(0, 'mine ')
    await passes()
    two.write(5, 'yours')
    await passes()
    one.notes.undo()
    await passes()
    expect(two.text).toBe('yours')
    one.notes.redo()
    await passes()
    expect(two.text).toBe('mine yours')
  })

  it('say where others changed something, and that there is something new', async () => {
    const { windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    two.notes.look(true)
    one.notes.look(true)
    one.notes.look(false)
    two.write(0, 'news')
    const edits: unknown[] = []
    one.notes.view.subscribe((view) => edits.push(...view.edits))
    await passes()
    expect(edits).toEqual([{ at: 0, removed: 0, inserted: 'news' }])
    expect([one.notes.unseen.get(), two.notes.unseen.get()]).toEqual([true, false])
    one.notes.look(true)
    expect(one.notes.unseen.get()).toBe(false)
  })
})
