import type { Span } from '../../state/markdown/tree'

/** Which part of the message's text is selected in the element that shows it; null: none. */
export function selectedIn(shown: Element, range: Range): Span | null {
  let start = Number.POSITIVE_INFINITY
  let end = 0
  for (const stretch of shown.querySelectorAll<HTMLElement>('[data-at]')) {
    if (!range.intersectsNode(stretch)) continue
    const text = stretch.firstChild
    const length = stretch.textContent?.length ?? 0
    const at = Number(stretch.dataset.at)
    const from = range.startContainer === text ? range.startOffset : startsInside(range, stretch) ? length : 0
    const to = range.endContainer === text ? range.endOffset : endsInside(range, stretch) ? 0 : length
    if (from >= to) continue
    start = Math.min(start, at + from)
    end = at + to
  }
  return start < end ? { start, end } : null
}

/** The range begins behind, or ends before, the text of this element, which it touches only at its edge. */
function startsInside({ startContainer, startOffset }: Range, stretch: Element): boolean {
  return startContainer === stretch && startOffset > 0
}

function endsInside({ endContainer, endOffset }: Range, stretch: Element): boolean {
  return endContainer === stretch && endOffset === 0
}

/** What is written in the messages that are selected, as the clipboard gets it; null: nothing of any text is selected.
 *  `copy`: the text of that part of a message. `head`: who wrote it, said where more than one message is selected. */
export function copiedFrom(
  list: Element,
  range: Range,
  copy: (entry: number, part: Span) => string,
  head: (entry: number) => string,
): string | null {
  const found: { entry: number; text: string }[] = []
  for (const article of list.querySelectorAll<HTMLElement>('article[data-entry]')) {
    const shown = article.querySelector('.text')
    const part = shown && range.intersectsNode(shown) ? selectedIn(shown, range) : null
    const entry = Number(article.dataset.entry)
    if (part) found.push({ entry, text: copy(entry, part) })
  }
  if (found.length === 0) return null
  if (found.length === 1) return found[0]?.text ?? null
  return found.map(({ entry, text }) => `${head(entry)}\n${text}`).join('\n\n')
}
