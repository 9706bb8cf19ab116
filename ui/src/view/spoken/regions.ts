/** Live regions (WAI-ARIA 1.2, section 5.3.3), as a browser reads them out. */
const REGIONS = '[aria-live], [role="status"], [role="alert"], [role="log"], output'
/** What is in a region and is not read out of it: what one can press is no news. */
const SILENT = '[aria-hidden="true"], [hidden], button, input, select, textarea, svg, script, style'

/**
 * Calls `say` with what comes into the live regions under `root`, once, in the order of the page. What goes is not said.
 * Returns how to stop.
 */
export function watchRegions(root: Node, say: (text: string) => void): () => void {
  const observer = new MutationObserver((records) => {
    for (const text of newsIn(records)) say(text)
  })
  observer.observe(root, { childList: true, characterData: true, subtree: true })
  return () => observer.disconnect()
}

function newsIn(records: readonly MutationRecord[]): string[] {
  const fresh = new Set<Node>()
  for (const { type, target, addedNodes } of records) {
    if (type === 'characterData') add(fresh, target.parentElement ?? target)
    else for (const node of addedNodes) add(fresh, node)
  }
  const outermost = [...fresh].filter(
    (one) => one.isConnected && ![...fresh].some((other) => other !== one && other.contains(one)),
  )
  outermost.sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
  return outermost.map(textOf).filter((text) => text !== '')
}

/** Adds what is to be said of a node that came or changed: itself in a region, or the regions that came with it. */
function add(fresh: Set<Node>, node: Node): void {
  if (regionOf(node) !== null) fresh.add(node)
  else if (node instanceof Element)
    for (const one of node.querySelectorAll(REGIONS)) if (regionOf(one) !== null) fresh.add(one)
}

/** What the regions under `root` say now, for a reader that was not there when it came. */
export function standing(root: Element): string[] {
  const regions = [...root.querySelectorAll(REGIONS)].filter((one) => regionOf(one) === one)
  return regions.map(textOf).filter((text) => text !== '')
}

/** The live region that a node is in or is; null: none, or it is silent. */
function regionOf(node: Node): Element | null {
  const around = node instanceof Element ? node : node.parentElement
  const region = around?.closest(REGIONS) ?? null
  return region === null || region.getAttribute('aria-live') === 'off' || around?.closest(SILENT) ? null : region
}

function textOf(node: Node): string {
  return raw(node).replace(/\s+/g, ' ').trim()
}

function raw(node: Node): string {
  if (node instanceof Text) return node.data
  if (!(node instanceof Element) || node.matches(SILENT)) return ''
  if (node instanceof HTMLImageElement) return node.alt
  const inside = [...node.childNodes].map(raw).join('')
  // Between paragraphs and the like there is a gap, inside of a sentence there is none.
  return getComputedStyle(node).display.startsWith('inline') ? inside : ` ${inside} `
}
