import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChatMessage } from '../../wire/messages'
import { Announcements } from '../notices/announcements'
import { Notices, notice } from '../notices/notices'
import { Store } from '../store'
import { ME, message, participant, state } from '../testing/meeting'
import { CAPTION_LINES, CAPTION_SHOWN, Captions } from './captions'
import type { MeetingView } from './meeting'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A meeting in which this was written so far. */
function meeting(...chat: ChatMessage[]) {
  const view = new Store({ me: ME, state: state({ chat }) } as MeetingView)
  const around = { view, notices: new Notices(), tools: { announcements: new Announcements() } }
  const captions = new Captions(around)
  const write = (...more: ChatMessage[]): void =>
    view.update((before) => ({ ...before, state: state({ chat: [...(before.state?.chat ?? []), ...more] }) }))
  return { ...around, captions, write, said: () => captions.lines.get().map(({ happening }) => happening) }
}

describe('captions', () => {
  it('say what happens from now on, in its order', () => {
    const { captions, notices, tools, write, said } = meeting(message(1))
    notices.add(notice('joined', 'Ada'))
    tools.announcements.say({ kind: 'timer_over' })
    captions.follow()
    expect(said()).toEqual([])
    write(message(2))
    tools.announcements.say({ kind: 'hand_raised', name: 'Cem', place: 1 })
    expect(said()).toEqual([
      { kind: 'wrote', name: 'Person 1', text: 'text 2' },
      { kind: 'said', announcement: { kind: 'hand_raised', name: 'Cem', place: 1 } },
    ])
    notices.add(notice('left', 'Ada'))
    expect(said().at(-1)).toMatchObject({ kind: 'notice', notice: { kind: 'left', name: 'Ada' } })
  })

  it('tell several of one name apart', () => {
    const { captions, view, said } = meeting()
    captions.follow()
    const participants = [1, ME].map((id) => participant(id, { name: 'Anna' }))
    const chat = [message(1, { participant: ME, name: 'Anna' }), message(2, { name: 'Anna', reply_to: 1 })]
    view.update((before) => ({ ...before, state: state({ participants, chat }) }))
    expect(said()).toEqual([{ kind: 'wrote', name: 'Anna (1)', text: 'text 2', to: 'Anna (2)' }])
  })

  it('are few at a time, and go after a while', () => {
    const { captions, write, said } = meeting()
    captions.follow()
    write(...Array.from({ length: 5 }, (_, at) => message(at + 1)))
    expect(said()).toHaveLength(CAPTION_LINES)
    expect(said().at(-1)).toMatchObject({ text: 'text 5' })
    vi.advanceTimersByTime(CAPTION_SHOWN - 1)
    write(message(6))
    vi.advanceTimersByTime(1)
    expect(said()).toEqual([{ kind: 'wrote', name: 'Person 1', text: 'text 6' }])
  })

  it('show what others write as plain text, and files by name', () => {
    const { captions, write, said } = meeting()
    captions.follow()
    write(
      message(1, { participant: ME }),
      message(2, { text: '', removed_by: 1 }),
      message(3, { text: '**so**\n- far' }),
      message(4, { text: '', file: { file: 1, name: 'plan.pdf', size: 1, sha256: '' } }),
    )
    expect(said().map((one) => one.kind === 'wrote' && one.text)).toEqual(['so - far', 'plan.pdf'])
  })

  it('say whom somebody answers', () => {
    const { captions, write, said } = meeting(message(1, { name: 'Ada' }))
    captions.follow()
    write(message(2, { text: 'now', reply_to: 1 }), message(3, { text: 'later', reply_to: 99 }))
    expect(said()).toEqual([
      { kind: 'wrote', name: 'Person 1', text: 'now', to: 'Ada' },
      { kind: 'wrote', name: 'Person 1', text: 'later' },
    ])
  })

  it('are not told twice when older chat is loaded or a message is edited', () => {
    const { captions, view, write, said } = meeting(message(5))
    captions.follow()
    view.update((before) => ({ ...before, state: state({ chat: [message(1), message(5, { text: 'better' })] }) }))
    expect(said()).toEqual([])
    write(message(6))
    expect(said()).toHaveLength(1)
  })

  it('end with nothing left behind', () => {
    const { captions, write, said } = meeting()
    const stop = captions.follow()
    write(message(1))
    stop()
    write(message(2))
    expect(said()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})
