import type { ErrorCode, Problem } from '../wire/messages'
import { asProblem } from './problem'
import type { Answer, NewRequest } from './requests'
import { Store } from './store'

/** Requests of one part of the window, which says why the latest of them was refused. */
export class Attempts {
  readonly problem = new Store<Problem | null>(null)
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #settled: ReadonlySet<ErrorCode>

  /** `settled`: refused for this, nothing is left to do, and nothing is to be said. */
  constructor(ask: (request: NewRequest) => Promise<Answer>, settled: readonly ErrorCode[]) {
    this.#ask = ask
    this.#settled = new Set(settled)
  }

  /** Says whether it happened; why not is in `problem`. */
  async do(request: NewRequest): Promise<boolean> {
    this.problem.set(null)
    try {
      await this.#ask(request)
      return true
    } catch (error) {
      const problem = asProblem(error)
      if (!this.#settled.has(problem.code)) this.problem.set(problem)
      return false
    }
  }
}
