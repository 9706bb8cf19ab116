/** Where the focus was before something took it, so that it can go back there. */
export class Returning {
  #origin: HTMLElement | null = null

  /** Something is about to take the focus. */
  leave(): void {
    const now = document.activeElement
    this.#origin = now instanceof HTMLElement && now !== document.body ? now : null
  }

  /** Focuses what had the focus; where that is no longer in the page, `otherwise`: never nothing at all. */
  back(otherwise: HTMLElement | undefined): void {
    const origin = this.#origin?.isConnected ? this.#origin : otherwise
    this.#origin = null
    origin?.focus({ preventScroll: true })
  }
}
