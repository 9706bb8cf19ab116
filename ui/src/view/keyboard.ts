/** Keeps the page above a phone's keyboard. Chromium and Firefox make the page lower for it, as the page asks them to
 * (`interactive-widget=resizes-content`); Safari lays the keyboard over the page and moves what is seen. */

/** What the browser's own bars take when they come and go is less than this; a keyboard takes more. CSS pixels. */
const LEAST = 120

/** `height`: of what is seen; `whole`: of the page; `scale`: how far the person has enlarged it. */
export function isCovered(height: number, whole: number, scale: number): boolean {
  // Whoever enlarges the page sees less of it, too, and wants to move about in it.
  return Math.abs(scale - 1) < 0.01 && whole - height > LEAST
}

export function keepAboveKeyboard(around: Window = window): void {
  const seen = around.visualViewport
  if (!seen) return
  const root = around.document.documentElement
  const look = (): void => {
    if (!isCovered(seen.height, around.innerHeight, seen.scale)) {
      delete root.dataset.keyboard
      return
    }
    root.style.setProperty('--seen-height', `${seen.height}px`)
    root.style.setProperty('--seen-top', `${seen.offsetTop}px`)
    root.dataset.keyboard = ''
  }
  seen.addEventListener('resize', look)
  seen.addEventListener('scroll', look)
}
