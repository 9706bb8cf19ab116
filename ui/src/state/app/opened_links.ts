import type { OpenedLink } from '../../wire/messages'
import { Store } from '../store'

/** Links to meetings that something opened. Anybody can make one: the person is asked, and what is typed stays. */
export class OpenedLinks {
  /** What the person is asked about; null: nothing. */
  readonly asked = new Store<OpenedLink | null>(null)
  #last = ''

  opened(link: OpenedLink): void {
    this.known(link)
    this.asked.set(link)
  }

  /** The person was asked about it already. */
  known(link: OpenedLink): void {
    this.#last = JSON.stringify(link)
  }

  /** The one that was opened last, as the app tells it again whenever the page begins to listen. */
  caughtUp(link: OpenedLink): void {
    if (JSON.stringify(link) !== this.#last) this.opened(link)
  }

  /** The person has decided; returns what was asked about. */
  decided(): OpenedLink | null {
    const link = this.asked.get()
    this.asked.set(null)
    return link
  }
}
