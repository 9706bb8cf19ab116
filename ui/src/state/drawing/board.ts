import type { HostMessage, Page, Problem } from '../../wire/messages'
import type { Answer, NewRequest } from '../log/requests'
import { asProblem } from '../problem'
import { Store } from '../store'

/** The whiteboard's pages, and which of them is looked at here. What is drawn on them is `Drawing`'s, as of a screen. */
export class Board {
  readonly pages = new Store<readonly Page[]>([])
  /** The host has a whiteboard: it said so. */
  readonly offered = new Store(false)
  /** It is looked at in this window. */
  readonly shown = new Store(false)
  /** The page that is looked at; null: there is none. */
  readonly page = new Store<number | null>(null)
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #problem: Store<Problem | null>

  /** `problem`: is told why a page was not opened or closed. */
  constructor(ask: (request: NewRequest) => Promise<Answer>, problem: Store<Problem | null>) {
    this.#ask = ask
    this.#problem = problem
  }

  /** Shows the whiteboard, or (also where it has no page yet) hides it again for this person alone. */
  toggle(): void {
    this.shown.update((shown) => !shown)
    if (this.shown.get() && this.pages.get().length === 0) void this.open()
  }

  hide(): void {
    this.shown.set(false)
  }

  /** Opens one more page and looks at it. */
  async open(): Promise<void> {
    const answer = await this.#try({ type: 'open_page' })
    if (answer?.type === 'done' && typeof answer.track === 'number') this.look(answer.track)
  }

  /** Takes the page away, for everybody. */
  async close(page: number): Promise<void> {
    await this.#try({ type: 'close_page', page })
  }

  look(page: number): void {
    if (this.pages.get().some((one) => one.page === page)) this.page.set(page)
  }

  /** Who opened the page that is drawn on; undefined: it is none. */
  ownerOf(page: number): number | undefined {
    return this.pages.get().find((one) => one.page === page)?.by
  }

  /** Returns the pages that are gone. It comes into view with its first page, also for whoever comes later. */
  told({ pages }: Extract<HostMessage, { type: 'board' }>): number[] {
    const before = this.pages.get()
    const gone = before.filter(({ page }) => !pages.some((one) => one.page === page)).map(({ page }) => page)
    const [first] = pages
    this.offered.set(true)
    this.pages.set(pages)
    if (before.length === 0 && first) this.shown.set(true)
    if (!first) this.shown.set(false)
    const at = this.page.get()
    if (at === null || !pages.some(({ page }) => page === at)) this.page.set(pages.at(-1)?.page ?? null)
    return gone
  }

  async #try(request: NewRequest): Promise<Answer | null> {
    try {
      return await this.#ask(request)
    } catch (error) {
      const problem = asProblem(error)
      // Somebody else was quicker, or all comes back by itself.
      if (problem.code !== 'track_unknown' && problem.code !== 'heartbeat_lost') this.#problem.set(problem)
      return null
    }
  }
}
