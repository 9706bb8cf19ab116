/** A finger that opens a sheet must not choose what the sheet shows at that very place: browsers send the click that
 * belongs to a touch to what lies there by then, which only just came. */

/** What lies above the page, and comes by a touch. */
const ABOVE = '[data-bits-floating-content-wrapper], [role="dialog"]'
/** The click comes right after the finger was lifted; longer than this, in milliseconds, it is one of its own. */
const SOON = 500

export function ignoreGhostClicks(page: Pick<Document, 'addEventListener'> = document): void {
  let lifted: { target: Element; at: number } | null = null
  page.addEventListener(
    'pointerup',
    ({ pointerType, target, timeStamp }) => {
      lifted = pointerType === 'touch' && target instanceof Element ? { target, at: timeStamp } : null
    },
    { capture: true },
  )
  page.addEventListener(
    'click',
    (event) => {
      if (!lifted || event.timeStamp - lifted.at > SOON || !(event.target instanceof Element)) return
      const sheet = event.target.closest(ABOVE)
      if (!sheet || sheet.contains(lifted.target)) return
      event.preventDefault()
      event.stopImmediatePropagation()
    },
    { capture: true },
  )
}
