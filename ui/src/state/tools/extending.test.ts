import { describe, expect, it } from 'vitest'
import type { Answer, NewRequest } from '../log/requests'
import { Notices } from '../notices/notices'
import { ProblemError } from '../problem'
import { Tools } from './tools'

interface Asked {
  request: NewRequest
  answer(): void
  lose(): void
}

function set(): { tools: Tools; asked: Asked[] } {
  const asked: Asked[] = []
  const ask = (request: NewRequest): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const lose = () => reject(new ProblemError('heartbeat_lost'))
      asked.push({ request, answer: () => resolve({ type: 'done', id: 1 } as Answer), lose })
    })
  const tools = new Tools({ ask, notices: new Notices(), now: Date.now, ring: () => undefined })
  tools.setJoined(true)
  return { tools, asked }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

describe('a timer that is extended', () => {
  it('is so as often as that was wished for, one after the other', async () => {
    const { tools, asked } = set()
    for (let times = 0; times < 3; times++) void tools.extendTimer(60)
    for (let times = 1; times <= 3; times++) {
      expect(asked).toHaveLength(times)
      asked.at(-1)?.answer()
      await settled()
    }
    expect(asked.map(({ request }) => request)).toEqual(Array(3).fill({ type: 'extend_timer', seconds: 60 }))
  })

  it('is not extended twice by who presses again since no answer comes', async () => {
    const { tools, asked } = set()
    void tools.extendTimer(60)
    void tools.extendTimer(60)
    tools.setJoined(false)
    asked[0]?.lose()
    await settled()
    void tools.extendTimer(60)
    await settled()
    expect(asked, 'nobody knows whether it was extended').toHaveLength(1)
    tools.setJoined(true)
    await settled()
    expect(asked, 'now it is seen').toHaveLength(1)
    void tools.extendTimer(60)
    expect(asked).toHaveLength(2)
    tools.close()
  })

  it('is no longer waited for when it was refused', async () => {
    const { tools, asked } = set()
    void tools.extendTimer(60)
    asked[0]?.lose()
    await settled()
    void tools.extendTimer(60)
    expect(asked).toHaveLength(2)
  })
})
