import type { Attachment } from 'svelte/attachments'

/**
 * Keeps what is under a resting mouse pointer where it is, while things come and go around it: a click that was on its
 * way meets what it was meant for. What was moved away is made up for at the top, until the pointer leaves.
 *
 * For an element whose children (or theirs) are rows; `scroller` is what scrolls, if anything does.
 */
export function steady(scroller?: (element: HTMLElement) => HTMLElement | null): Attachment<HTMLElement> {
  return (element) => {
    let under: Element | null = null
    let top = 0
    let [x, y] = [0, 0]
    let given = 0

    const remember = (event: PointerEvent): void => {
      if (event.pointerType !== 'mouse') return
      x = event.clientX
      y = event.clientY
      rest(event.target)
    }
    const rest = (on: EventTarget | null): void => {
      under = on instanceof Element && element.contains(on) ? on : null
      top = under?.getBoundingClientRect().top ?? 0
    }
    const scrolled = (): void => {
      if (under) rest(document.elementFromPoint(x, y))
    }
    const leave = (): void => {
      under = null
      given = 0
      element.style.marginTop = ''
    }
    const changed = (): void => {
      if (!under?.isConnected) return
      const moved = under.getBoundingClientRect().top - top
      if (Math.abs(moved) < 1) return
      const scrolling = scroller?.(element)
      if (scrolling) scrolling.scrollTop += moved
      // Less to scroll moves things once more.
      for (let times = 0; times < 3; times++) {
        const left = under.getBoundingClientRect().top - top
        if (Math.abs(left) < 1) return
        given -= left
        element.style.marginTop = `${given}px`
      }
    }

    const rows = new MutationObserver(changed)
    rows.observe(element, { childList: true, subtree: true, characterData: true })
    element.addEventListener('pointermove', remember)
    element.addEventListener('pointerover', remember)
    element.addEventListener('pointerleave', leave)
    document.addEventListener('scroll', scrolled, true)
    return () => {
      rows.disconnect()
      document.removeEventListener('scroll', scrolled, true)
      element.removeEventListener('pointermove', remember)
      element.removeEventListener('pointerover', remember)
      element.removeEventListener('pointerleave', leave)
    }
  }
}
