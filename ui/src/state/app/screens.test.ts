import { describe, expect, it } from 'vitest'
import { following, type Screen } from './screens'

const NAMES: readonly Screen['name'][] = ['starting', 'broken', 'home', 'past', 'meeting', 'ended', 'quit']

/** Only its name counts for what may follow. */
function named(name: Screen['name']): Screen {
  return { name } as Screen
}

function nextOf(name: Screen['name']): Screen['name'][] {
  return NAMES.filter((next) => {
    try {
      return following(named(name), named(next)) !== null
    } catch {
      return false
    }
  })
}

describe('the screens', () => {
  it('can all be come to, and be left for the end of the app', () => {
    const reached = new Set<Screen['name']>(['starting'])
    for (const name of reached) for (const next of nextOf(name)) reached.add(next)
    expect([...reached].sort()).toEqual([...NAMES].sort())
    for (const name of NAMES) if (name !== 'quit') expect(nextOf(name), name).toContain('quit')
  })

  it('do not follow where nothing leads: that is a mistake, not a meeting shown by chance', () => {
    expect(nextOf('quit')).toEqual([])
    expect(nextOf('ended')).toEqual(['home', 'quit'])
    expect(() => following(named('past'), named('ended'))).toThrow("the screen 'ended' does not come after 'past'")
  })
})
