/**
 * Tells a button that somebody came to by keyboard, which the space bar presses, from one that still has the focus
 * because it was clicked. (`:focus-visible` cannot: any key makes it true.)
 */
export class Clicked {
  #button: Element | null = null

  pointerDown(target: EventTarget | null): void {
    this.#button = buttonAt(target)
  }

  keyDown(key: string): void {
    if (key === 'Tab') this.#button = null
  }

  /** Whether the space bar belongs to what has the focus. */
  isPressedBySpace(target: EventTarget | null): boolean {
    const button = buttonAt(target)
    return button !== null && button !== this.#button
  }
}

function buttonAt(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('button, a, summary, [role="button"], [role="slider"]') : null
}
