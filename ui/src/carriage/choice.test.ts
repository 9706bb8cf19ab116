import { describe, expect, it } from 'vitest'
import { Choice } from './choice'

describe('the carriage of the next attempt', () => {
  it('is a socket for ever where the host takes no requests', () => {
    const choice = new Choice(false)
    for (let attempt = 0; attempt < 9; attempt++) expect(choice.failed()).toBe(false)
    expect([choice.now, choice.hasty]).toEqual(['socket', false])
  })

  it('is requests at once when the first socket does not open, and then both in turns', () => {
    const choice = new Choice(true)
    expect([choice.now, choice.hasty]).toEqual(['socket', true])
    expect(choice.failed()).toBe(true)
    expect(choice.now).toBe('requests')
    expect(choice.failed()).toBe(false)
    expect(choice.now).toBe('socket')
  })

  it('stays a socket through a cut where sockets have worked', () => {
    const choice = new Choice(true)
    choice.worked()
    expect(choice.hasty).toBe(false)
    expect([choice.failed(), choice.failed(), choice.failed()]).toEqual([false, false, false])
    expect(choice.now).toBe('socket')
    expect(choice.failed()).toBe(true)
    expect(choice.now).toBe('requests')
  })

  it('goes back to a socket that works by now', () => {
    const choice = new Choice(true)
    choice.failed()
    choice.worked()
    expect(choice.now).toBe('requests')
    choice.socketWorks()
    expect(choice.now).toBe('socket')
  })
})
