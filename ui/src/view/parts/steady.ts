import type { Attachment } from 'svelte/attachments'

/**
 * Keeps what is under a resting mouse pointer where it is, while things come and go around it: a click that was on its
 * way meets what it was meant for. The whole element is shifted as long as the pointer is on it. For an element whose
 * children (or theirs) are rows.
 */
export function steady(): Attachment<HTMLElement> {
  return (element) => {
    let under: Element | null = null
    let top = 0
    let [x, y] = [0, 0]
    let given = 0

    const remember = (event: PointerEvent): void => {
      if (event.pointerType !== 'mouse') return
      x = event.clientX
      y = event.clientY
      restsOn(event.target)
    }
    const restsOn = (on: EventTarget | null): void => {
      under = on instanceof Element && element.contains(on) ? on : null
      top = under?.getBoundingClientRect().top ?? 0
    }
    const scrolled = (): void => {
      if (under) restsOn(document.elementFromPoint(x, y))
    }
    const leave = (): void => {
      under = null
      given = 0
      element.style.translate = ''
    }
    const changed = (): void => {
      if (!under?.isConnected) return
      const moved = under.getBoundingClientRect().top - top
      if (Math.abs(moved) < 1) return
      given -= moved
      // Not a margin: browsers anchor their scrolling against one.
      element.style.translate = `0 ${given}px`
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
