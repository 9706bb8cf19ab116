import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { fromBase64, toBase64 } from '../base64'
import { meeting, passes, type Window } from '../testing/notes'
import { movedBy, NOTES_CHARACTERS, PAD_CHARACTERS, PAD_PATIENCE, PAD_YARDSTICK } from './edits'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

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

  it('reach the others while somebody types without a pause', async () => {
    const { windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    for (let key = 0; key < 20; key++) {
      one.write(one.text.length, 'x')
      await passes(100)
    }
    expect(two.text.length).toBeGreaterThan(15)
    expect(two.text.length, 'together').toBeLessThan(20)
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

  it('are there for whoever joins later, also after a compaction, which the host asks for', async () => {
    const { host, windows } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    for (let at = 0; at < 40; at++) {
      ;(at % 2 ? one : two).write(0, `${at} `)
      await passes(300)
    }
    expect(host.kept.length).toBeGreaterThan(20)
    expect(
      host.asked.some(({ type }) => type === 'compact_notes'),
      'nobody compacts unasked',
    ).toBe(false)
    host.compacts(one)
    await passes(10)
    expect(host.kept).toHaveLength(1)
    const late = host.join()
    await late.opens()
    expect(late.text).toBe(one.text)
    expect(late.text.split(' ')).toHaveLength(41)
  })

  it('are compacted by a window that does not look at them, too, which forgets nothing and reads no more after it', async () => {
    const { host, windows } = await meeting(2)
    const [one] = windows as [Window]
    one.write(0, 'text')
    await passes()
    one.write(4, ' and more')
    await passes()
    const third = host.join()
    host.compacts(third)
    await passes(50)
    expect(host.kept).toHaveLength(1)
    expect(third.reads).toBe(false)
    const late = host.join()
    await late.opens()
    expect(late.text).toBe('text and more')
  })

  it('cost a window nothing that does not look at them', async () => {
    const { windows, host } = await meeting(1)
    const [one] = windows as [Window]
    const closed = host.join()
    const told = vi.spyOn(closed.notes, 'told')
    one.write(0, 'x'.repeat(9_000))
    await passes()
    expect(closed.notes.unseen.get()).toBe(true)
    expect(told.mock.calls.flatMap(([updates]) => updates)).toEqual([])
    await closed.opens()
    expect(closed.text).toHaveLength(9_000)
    closed.notes.look(false)
    one.write(0, 'y')
    await passes()
    expect(closed.text).toHaveLength(9_000)
    closed.notes.look(true)
    await passes(10)
    expect(closed.text).toHaveLength(9_001)
  })

  it('are sent later when the host says that it was too much at once, and no problem is shown', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    host.refusals = ['too_fast', 'too_fast']
    one.write(0, 'pasted')
    await passes()
    expect(one.notes.view.get()).toMatchObject({ sending: true, problem: null })
    await passes(15_000)
    expect(two.text).toBe('pasted')
    expect(one.notes.view.get().sending).toBe(false)
  })

  it('stay with who may not write any more, are not sent again and again, and go on when they may', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    host.refusals = Array(9).fill('notes_stopped')
    one.write(0, 'text')
    await passes(60_000)
    expect(host.refusals).toHaveLength(8)
    const shown = { problem: { code: 'notes_stopped' }, stopped: true, sending: false, unsent: true }
    expect(one.notes.view.get()).toMatchObject(shown)
    expect(one.text, 'it can be copied').toBe('text')
    one.write(4, ' and more')
    one.notes.undo()
    host.refusals = []
    two.write(0, 'Two. ')
    await passes()
    expect(one.text, 'it can be read, with what others write').toContain('Two. ')
    expect(one.text).toContain('text')
    expect(one.text).not.toContain('more')
    one.notes.setStopped(false)
    await passes()
    expect(two.text).toBe(one.text)
    expect(two.text).toContain('text')
    expect(one.notes.view.get()).toMatchObject({ problem: null, stopped: false, sending: false, unsent: false })
  })

  it('hold nothing against anybody when the worker stood still: another one goes on, and every key is kept', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    one.write(0, 'The text. ')
    await passes()
    two.worker.hangs = true
    one.write(0, 'From one. ')
    await passes(500)
    two.write(10, 'From two')
    await passes((PAD_PATIENCE - 2) * 1_000)
    two.write(18, ', who goes on')
    expect(two.text).toBe('The text. From two, who goes on')
    await passes(1_700)
    expect(two.worker.started).toBe(2)
    two.write(two.text.length, ' and on')
    await passes(3_000)
    expect(host.asked.filter(({ type }) => type === 'notes_stuck')).toEqual([])
    expect(two.text).toBe('From one. The text. From two, who goes on and on')
    expect(one.text).toBe(two.text)
    expect(two.notes.view.get()).toMatchObject({ ended: false, retrying: false, problem: null, unsent: false })
    await passes(60_000)
    expect(two.worker.started, 'once').toBe(2)
  })

  it('keep what was typed and not sent when the worker stands still', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    host.refusals = Array(3).fill('too_fast')
    two.write(0, 'waits to be sent')
    await passes(1_000)
    two.worker.hangs = true
    one.write(0, 'One. ')
    await passes(30_000)
    expect(two.worker.started).toBe(2)
    expect(one.text).toBe(two.text)
    expect([...one.text].sort()).toEqual([...'One. waits to be sent'].sort())
    const clients = host.kept.flatMap(({ update }) =>
      Y.decodeUpdate(fromBase64(update)).structs.map(({ id }) => id.client),
    )
    expect(new Set(clients).size, 'the document goes on').toBe(2)
  })

  it('end a worker that an update keeps busy twice: the text stays, and the host is told which one it was', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    one.write(0, 'text')
    await passes()
    two.worker.stuckAt = 2
    one.write(4, ', and what takes too long')
    await passes((PAD_PATIENCE - 2) * 1_000)
    expect(two.worker.started, 'a slow computer is given time').toBe(1)
    await passes(4_000)
    expect(two.worker.started, 'and another time').toBe(2)
    expect(two.notes.view.get()).toMatchObject({ ended: false, retrying: true, text: 'text' })
    await passes(PAD_PATIENCE * 1_000)
    expect(two.worker.stopped).toBe(true)
    expect(two.notes.view.get()).toMatchObject({ ended: true, text: 'text', problem: { code: 'notes_stuck' } })
    expect(host.asked.at(-1)).toEqual({ type: 'notes_stuck', number: 2 })
    two.write(0, 'nothing')
    expect(two.text).toBe('text')
    two.worker.stuckAt = Number.POSITIVE_INFINITY
    const again = two.notes.again()
    await passes(10)
    await again
    expect(two.text).toBe('text, and what takes too long')
    expect(two.notes.view.get()).toMatchObject({ ended: false, problem: null })
  })

  it('give an update as much more time as the computer is slower just now', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    two.worker.yardstick = 5 * PAD_YARDSTICK
    two.worker.stuckAt = 1
    one.write(0, 'text')
    await passes(PAD_PATIENCE * 5_000)
    expect(host.asked.filter(({ type }) => type === 'notes_stuck')).toEqual([])
    await passes(PAD_PATIENCE * 1_500)
    expect(host.asked.filter(({ type }) => type === 'notes_stuck')).toHaveLength(1)
  })

  it('are written into a new document, once, if the host does not understand this one', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    two.write(0, 'First. Last.')
    await passes()
    host.refusals = ['notes_invalid']
    one.write(7, 'Between. ')
    await passes(400)
    one.write(0, 'Before. ')
    await passes()
    expect(two.text).toBe('Before. First. Between. Last.')
    expect(one.notes.view.get()).toMatchObject({ ended: false, problem: null, unsent: false })
    host.refusals = ['notes_invalid', 'notes_invalid', 'notes_invalid']
    one.write(0, 'Never. ')
    await passes(60_000)
    expect(host.refusals, 'it is not tried again and again').toHaveLength(1)
    expect(one.notes.view.get()).toMatchObject({ ended: true, problem: { code: 'notes_invalid' }, unsent: true })
    expect(one.text, 'it can be copied').toBe('Never. Before. First. Between. Last.')
    host.refusals = []
    void one.notes.again()
    await passes()
    expect(two.text).toBe('Never. Before. First. Between. Last.')
  })

  it('begin anew without what counts no more, and with what was written next to it', async () => {
    const { windows, host } = await meeting(2)
    const [one, two] = windows as [Window, Window]
    two.write(0, 'Good. ')
    await passes()
    two.write(6, 'Bad.')
    await passes()
    one.disconnect()
    one.write(8, ' between ')
    await passes()
    one.connect()
    host.drop(2)
    await passes()
    expect(two.text).toBe('Good. \n between ')
    expect(one.text).toBe(two.text)
  })

  it('end a worker whose text grows beyond everything', async () => {
    const { windows, host } = await meeting(1)
    const [one] = windows as [Window]
    const doc = new Y.Doc()
    doc.getText('notes').insert(0, 'x'.repeat(PAD_CHARACTERS + 1))
    host.ask({ type: 'write_notes', update: toBase64(Y.encodeStateAsUpdate(doc)) })
    await passes()
    expect(one.notes.view.get()).toMatchObject({ ended: true, text: '' })
  })

  it('keep every key of somebody who types while others do, in the place where it was typed', async () => {
    const { windows } = await meeting(3)
    const [one, two, three] = windows as [Window, Window, Window]
    one.write(0, 'AB')
    await passes()
    for (let at = 0; at < 60; at++) {
      // Each between the two letters as that window shows them, without waiting for anybody.
      for (const [window, key] of [
        [one, 'o'],
        [two, 't'],
        [three, 'h'],
      ] as const)
        window.write(window.text.indexOf('B'), key)
      if (at % 7 === 0) await passes(90)
    }
    await passes(5_000)
    expect(two.text).toBe(one.text)
    expect(three.text).toBe(one.text)
    expect(one.text).toMatch(/^A[oth]{180}B$/)
    for (const key of 'oth') expect(one.text.split(key)).toHaveLength(61)
  })

  it('leave the cursor behind the last key, whatever of others comes while that key is on its way', async () => {
    for (let delay = 0; delay < 8; delay++) {
      const { windows } = await meeting(2)
      const [one, two] = windows as [Window, Window]
      one.write(0, 'end')
      await passes()
      let cursor = 0
      one.notes.view.subscribe(({ edits }) => {
        cursor = edits.reduce((at, edit) => movedBy(edit, at), cursor)
      })
      two.write(0, 'Ben ')
      await passes(246 + delay)
      for (const key of 'Ada ') {
        one.write(cursor, key)
        cursor += 1
        await passes(1)
      }
      await passes()
      expect(one.text, `${delay}`).toContain('Ada ')
      expect(one.text.slice(cursor - 4, cursor), `${delay}: the cursor in "${one.text}"`).toBe('Ada ')
    }
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
    const { windows } = await meeting(3)
    const [one, two, three] = windows as [Window, Window, Window]
    one.notes.look(false)
    two.write(0, 'news')
    const edits: unknown[] = []
    three.notes.view.subscribe((view) => edits.push(...view.edits))
    await passes()
    expect(edits).toEqual([{ at: 0, removed: 0, inserted: 'news' }])
    expect([one.notes.unseen.get(), two.notes.unseen.get()]).toEqual([true, false])
    one.notes.look(true)
    expect(one.notes.unseen.get()).toBe(false)
    await passes(10)
    expect(one.text).toBe('news')
  })
})
