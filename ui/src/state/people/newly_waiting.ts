import type { Waiting } from '../../wire/messages'

/** Tells who came to the waiting room, each once, also if the list is lost with a connection and comes again. */
export class NewlyWaiting {
  readonly #told = new Set<number>()

  /** Those of the list who were in none before. */
  cameIn<W extends Pick<Waiting, 'waiting'>>(list: readonly W[]): W[] {
    const came = list.filter(({ waiting }) => !this.#told.has(waiting))
    for (const { waiting } of came) this.#told.add(waiting)
    return came
  }
}
