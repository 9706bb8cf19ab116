import { expect, it } from 'vitest'
import { Flow } from './flow'

it('knows which pictures do not flow, until they do', () => {
  const flow = new Flow()
  flow.handle({ type: 'frozen', track: 3, frozen: true })
  flow.handle({ type: 'missing', track: 4, missing: true })
  flow.handle({ type: 'excess', track: 5, excess: true })
  flow.handle({ type: 'undecodable', track: 6, undecodable: true })
  flow.handle({ type: 'stalled', source: 'screen', stalled: true, detail: '' })
  expect([...flow.standing]).toEqual([3, 4, 5, 6])
  expect([...flow.view.get().excess]).toEqual([5])
  expect([...flow.view.get().stalled]).toEqual(['screen'])
  flow.handle({ type: 'frozen', track: 3, frozen: false })
  flow.handle({ type: 'missing', track: 4, missing: false })
  flow.handle({ type: 'excess', track: 5, excess: false })
  flow.handle({ type: 'undecodable', track: 6, undecodable: false })
  flow.handle({ type: 'stalled', source: 'screen', stalled: false, detail: '' })
  expect([...flow.standing]).toEqual([])
  expect(flow.view.get().stalled.size).toBe(0)
})
