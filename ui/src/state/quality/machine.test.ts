import { describe, expect, it } from 'vitest'
import { Machine } from './machine'

describe('the machine', () => {
  it('counts the long tasks of the last minute', () => {
    let now = 0
    const machine = new Machine(() => now)
    machine.stalled(2)
    now = 30_000
    machine.stalled(1)
    expect(machine.view.get().longTasks).toBe(3)
    now = 60_000
    machine.refresh()
    expect(machine.view.get().longTasks).toBe(1)
  })

  it('is pressed only at its limit', () => {
    const machine = new Machine(() => 0)
    expect(machine.pressed).toBe(false)
    machine.pressure('serious')
    expect(machine.pressed).toBe(false)
    machine.pressure('critical')
    expect(machine.pressed).toBe(true)
  })
})
