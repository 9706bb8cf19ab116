import { describe, expect, it } from 'vitest'
import { stayAwake } from './awake'

class Lock {
  released = false
  release(): Promise<void> {
    this.released = true
    return Promise.resolve()
  }
}

function world() {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState })
  const locks: Lock[] = []
  let refuses = false
  const request = (): Promise<WakeLockSentinel> => {
    if (refuses) return Promise.reject(new DOMException('', 'NotAllowedError'))
    locks.push(new Lock())
    return Promise.resolve(locks.at(-1) as unknown as WakeLockSentinel)
  }
  const show = async (state: DocumentVisibilityState): Promise<void> => {
    page.visibilityState = state
    page.dispatchEvent(new Event('visibilitychange'))
    await Promise.resolve()
  }
  const refuse = (now: boolean): void => {
    refuses = now
  }
  return { page: page as unknown as Document, locks, request, show, refuse }
}

describe('the screen of a phone', () => {
  it('stays lit, also after another app was looked at, and goes dark after the meeting', async () => {
    const { page, locks, request, show } = world()
    const end = stayAwake({ request }, page)
    await Promise.resolve()
    expect(locks).toHaveLength(1)
    if (locks[0]) locks[0].released = true // as the system does it
    await show('hidden')
    expect(locks).toHaveLength(1)
    await show('visible')
    expect(locks.map(({ released }) => released)).toEqual([true, false])
    end()
    expect(locks.map(({ released }) => released)).toEqual([true, true])
    await show('visible')
    expect(locks).toHaveLength(2)
  })

  it('is given back although it comes only when the meeting is over', async () => {
    const { page, locks, request } = world()
    stayAwake({ request }, page)()
    await Promise.resolve()
    await Promise.resolve()
    expect(locks.map(({ released }) => released)).toEqual([true])
  })

  it('goes dark where the system refuses, and is asked for once more', async () => {
    const { page, locks, request, show, refuse } = world()
    refuse(true)
    stayAwake({ request }, page)
    await show('hidden')
    refuse(false)
    await show('visible')
    expect(locks).toHaveLength(1)
    expect(stayAwake(undefined, page)()).toBeUndefined()
  })
})
