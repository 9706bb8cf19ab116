import type { Attachment } from 'svelte/attachments'

/** Nearer to the end than this (CSS pixels) counts as being at the end. */
const NEAR = 60

/** Further from the end than this many heights of what is seen, a way back is offered. */
const FAR = 1.5

/** Keeps a scrolled element at its end while its content grows, until the person goes up, and again once it is back. */
export class EndKeeper {
  atEnd = $state(true)
  far = $state(false)
  #element: HTMLElement | undefined
  #top = 0
  #held = false
  #leaving = false

  /** For the element that scrolls. */
  readonly attach: Attachment<HTMLElement> = (element) => {
    this.#element = element
    this.toEnd()
    const watcher = new ResizeObserver(() => this.stay())
    watcher.observe(element)
    for (const child of element.children) watcher.observe(child)
    return () => watcher.disconnect()
  }

  toEnd(): void {
    if (this.#element) this.#element.scrollTop = this.#element.scrollHeight
  }

  /** Somebody is led to another place: rows that get their height on the way must not bring back the end. */
  async leave(way: () => Promise<void>): Promise<void> {
    this.#leaving = true
    this.atEnd = false
    await way()
    this.#leaving = false
    this.scrolled()
  }

  /** The content may have another height now. */
  stay(): void {
    if (this.atEnd && !this.#held) this.toEnd()
  }

  /** The pointer is on this now. As long as it would do something there, no other message comes below it. */
  pointed(on: EventTarget | null): void {
    const held = on instanceof Element && on.closest('article :is(button, a)') !== null
    if (held === this.#held) return
    this.#held = held
    this.stay()
  }

  scrolled(): void {
    if (!this.#element) return
    const { scrollTop, scrollHeight, clientHeight } = this.#element
    const left = scrollHeight - scrollTop - clientHeight
    // Content that grows also leads away from the end; only the person leads upwards.
    if (left < NEAR) this.atEnd = !this.#leaving
    else if (scrollTop < this.#top) this.atEnd = false
    this.far = !this.atEnd && left > FAR * clientHeight
    this.#top = scrollTop
  }
}
