import { Store } from '../store'

/** What was said is taken out of the page so long after it came; in milliseconds. */
export const SAID_STAYS = 10_000
/** What came in the last moment stays until the next time: a busy browser tells a screen reader of both at once. */
const MOMENT = 2_000

/** `id`: goes up by one from line to line. */
export interface SaidLine {
  id: number
  text: string
}

/**
 * The content of a log for screen readers. What comes and what goes are changes of their own, seconds apart: Chromium
 * tells of both in one step that the whole log is new, and Orca 48 reads all of it again.
 */
export class Said {
  readonly now = new Store<readonly SaidLine[]>([])
  readonly #came = new Map<SaidLine, number>()
  #next = 1
  #waiting: ReturnType<typeof setTimeout> | undefined

  add(...texts: readonly string[]): void {
    if (texts.length === 0) return
    const news = texts.map((text) => ({ id: this.#next++, text }))
    for (const one of news) this.#came.set(one, performance.now())
    this.now.update((said) => [...said, ...news])
    this.#waiting ??= setTimeout(() => this.#tidy(), SAID_STAYS)
  }

  stop(): void {
    clearTimeout(this.#waiting)
    this.#waiting = undefined
  }

  #tidy(): void {
    this.#waiting = undefined
    const before = performance.now() - MOMENT
    this.now.update((said) => {
      const stays = said.filter((one) => (this.#came.get(one) ?? 0) > before)
      for (const one of said) if (!stays.includes(one)) this.#came.delete(one)
      return stays
    })
    if (this.now.get().length > 0) this.#waiting = setTimeout(() => this.#tidy(), SAID_STAYS)
  }
}
