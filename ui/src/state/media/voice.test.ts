import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { track } from '../testing/meeting'
import { LOUDEST, MutedHint, PushToTalk, Volumes } from './voice'

describe('push to talk', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function set(muted = true) {
    const said: boolean[] = []
    const talk = new PushToTalk({
      isMuted: () => muted,
      setMuted: (now) => {
        muted = now
        said.push(now)
      },
    })
    return { talk, said }
  }

  it('opens the microphone while the key is held, and a moment longer', () => {
    const { talk, said } = set()
    talk.press()
    expect([said, talk.talking.get()]).toEqual([[false], true])
    talk.release()
    expect(said).toEqual([false])
    vi.advanceTimersByTime(200)
    expect([said, talk.talking.get()]).toEqual([[false, true], false])
  })

  it('goes on when the key is pressed again at once', () => {
    const { talk, said } = set()
    talk.press()
    talk.release()
    vi.advanceTimersByTime(100)
    talk.press()
    vi.advanceTimersByTime(1_000)
    expect([said, talk.talking.get()]).toEqual([[false], true])
  })

  it('does nothing for somebody who is heard anyway', () => {
    const { talk, said } = set(false)
    talk.press()
    talk.release()
    vi.advanceTimersByTime(1_000)
    expect(said).toEqual([])
  })

  it('does not mute again whoever unmuted meanwhile', () => {
    const { talk, said } = set()
    talk.press()
    talk.forget()
    talk.release()
    vi.advanceTimersByTime(1_000)
    expect(said).toEqual([false])
  })
})

describe('the hint that one is muted', () => {
  /** Steps of 100 ms: `s` speaking while muted, `.` silent while muted, `S` and `,` the same unmuted. */
  function shown(script: string, hint = new MutedHint(), from = 0): string {
    return [...script]
      .map((step, at) => {
        hint.observe(step.toLowerCase() === 's', step === 's' || step === '.', from + at * 100)
        return hint.shown.get() ? '!' : '-'
      })
      .join('')
  }

  it('comes once somebody goes on speaking, pauses between words included', () => {
    expect(shown('ssss..ssssss')).toBe('-------!!!!!')
  })

  it('does not come for a cough, and not for somebody who is heard', () => {
    expect(shown('ssss.....ssss')).toBe('-------------')
    expect(shown('SSSSSSSSSSSS')).toBe('------------')
  })

  it('goes with unmuting, or some seconds after the last word', () => {
    expect(shown('ssssssssSS')).toBe('-------!--')
    const [before, after] = ['s'.repeat(8), '.'.repeat(41)]
    expect(shown(before + after)).toBe(`-------!${'!'.repeat(40)}-`)
  })

  it('leaves who means to be muted alone for half a minute', () => {
    const hint = new MutedHint()
    shown(`${'s'.repeat(8)}${'.'.repeat(41)}`, hint)
    expect(shown('s'.repeat(50), hint, 5_000)).toBe('-'.repeat(50))
    expect(shown('s'.repeat(8), hint, 40_000)).toBe('-------!')
  })
})

describe('volumes', () => {
  it('apply to the track of today and to the one after it', () => {
    const set: [number, number][] = []
    const volumes = new Volumes((id, volume) => set.push([id, volume]))
    volumes.tracksChanged([track(10, 2, 'microphone'), track(11, 2, 'camera'), track(20, 3, 'microphone')])
    volumes.set(2, 'microphone', 0.5)
    volumes.tracksChanged([track(20, 3, 'microphone')])
    volumes.tracksChanged([track(20, 3, 'microphone'), track(30, 2, 'microphone')])
    expect(set).toEqual([
      [10, 0.5],
      [30, 0.5],
    ])
  })

  it('stay within what can be played', () => {
    const volumes = new Volumes(() => undefined)
    volumes.set(2, 'microphone', 9)
    volumes.set(3, 'microphone', -1)
    expect([...volumes.values.get().values()]).toEqual([LOUDEST, 0])
  })
})
