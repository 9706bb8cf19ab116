import { expect, it } from 'vitest'
import type { Problem } from '../../wire/messages'
import type { Answer, NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import { Store } from '../store'
import { Board } from './board'

const [FIRST, SECOND] = [2 ** 50 + 1, 2 ** 50 + 2]
const pages = (...numbers: number[]) => numbers.map((page) => ({ page, by: 1 }))

function board(answer: (request: NewRequest) => Answer = () => ({ type: 'done', id: 1, track: FIRST, file: null })) {
  const asked: NewRequest[] = []
  const problem = new Store<Problem | null>(null)
  const made = new Board((request) => {
    asked.push(request)
    return new Promise((resolve) => resolve(answer(request)))
  }, problem)
  const told = (...numbers: number[]) => made.told({ type: 'board', pages: pages(...numbers), by: 1 })
  return { board: made, asked, problem, told }
}

it('opens its first page when it is shown, and comes into view at the others with it', async () => {
  const { board: one, asked, told } = board()
  told()
  expect([one.offered.get(), one.shown.get()]).toEqual([true, false])
  one.toggle()
  expect(asked).toEqual([{ type: 'open_page' }])
  told(FIRST)
  expect([one.shown.get(), one.page.get()]).toEqual([true, FIRST])
  one.toggle()
  told(FIRST, SECOND)
  expect(one.shown.get(), 'who has hidden it is not shown it again').toBe(false)
  expect(one.page.get(), 'nor another page than the one looked at').toBe(FIRST)
})

it('looks at another page where its own is gone, and at nothing where none is left', () => {
  const { board: one, told } = board()
  told(FIRST, SECOND)
  expect(one.page.get()).toBe(SECOND)
  expect(told(FIRST)).toEqual([SECOND])
  expect(one.page.get()).toBe(FIRST)
  one.look(SECOND)
  expect(one.page.get(), 'there is no such page').toBe(FIRST)
  expect(told()).toEqual([FIRST])
  expect([one.page.get(), one.shown.get()]).toEqual([null, false])
})

it('looks at the page that it opened', async () => {
  const { board: one, told } = board(() => ({ type: 'done', id: 1, track: SECOND, file: null }))
  told(FIRST)
  const opening = one.open()
  told(FIRST, SECOND)
  await opening
  expect(one.page.get()).toBe(SECOND)
})

it('says why a page was not opened, and nothing of one that was gone already', async () => {
  const refused = board((request) => {
    throw new ProblemError(request.type === 'open_page' ? 'strokes_full' : 'track_unknown')
  })
  await refused.board.close(FIRST)
  expect(refused.problem.get()).toBeNull()
  await refused.board.open()
  expect(refused.problem.get()).toMatchObject({ code: 'strokes_full' })
})
