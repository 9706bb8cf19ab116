import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import type { Poll } from '../../wire/messages'
import type { NewRequest } from '../log/requests'
import { Notices } from '../notices/notices'
import { ProblemError } from '../problem'
import { ME, state } from '../testing/meeting'
import { Tools } from './tools'

const WANTED = { question: 'When\n shall we? ', options: ['Now', 'Later'], multiple: false, anonymous: true }
const THERE: Poll = {
  ...DEFAULTS.Poll,
  ...WANTED,
  poll: 12,
  participant: ME,
  name: 'Me',
  question: 'When shall we?',
  live: true,
}

/** The link goes while a poll is on its way, and is back with what the host says then. */
async function cut(there: Poll[]): Promise<[boolean, NewRequest[]]> {
  const asked: NewRequest[] = []
  const lost: ((error: ProblemError) => void)[] = []
  const ask = (request: NewRequest): Promise<never> => {
    asked.push(request)
    return new Promise((_, reject) => lost.push(reject))
  }
  const tools = new Tools({ ask, notices: new Notices(), now: Date.now, ring: () => undefined })
  tools.settled(state({ entry: 11 }), ME)
  tools.setJoined(true)
  const done = tools.createPoll(WANTED)
  lost[0]?.(new ProblemError('heartbeat_lost'))
  tools.setJoined(false)
  let over = false
  void done.then(() => (over = true))
  await new Promise((resolve) => setTimeout(resolve, 1))
  expect(over, 'nobody knows yet').toBe(false)
  tools.settled(state({ entry: 12, polls: there }), ME)
  tools.setJoined(true)
  const happened = await done
  expect(tools.problem.get(), 'the link has a banner of its own').toBeNull()
  tools.close()
  return [happened, asked]
}

describe('a poll whose answer is lost', () => {
  it('is there, if the log has it: it is not asked for again', async () => {
    const [happened, asked] = await cut([THERE])
    expect(happened).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['there is none', []],
    ['it is somebody else’s', [{ ...THERE, participant: ME + 1 }]],
    ['it is of before', [{ ...THERE, poll: 11 }]],
    ['it asks something else', [{ ...THERE, question: 'Where?' }]],
  ])('did not happen, and may be asked for again, where %s', async (_, there) => {
    expect((await cut(there))[0]).toBe(false)
  })
})
