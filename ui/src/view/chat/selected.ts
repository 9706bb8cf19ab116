/** The entries of the first and the last message that selected text lies in; null if none is selected in this list. */
export function selectedEntries(list: HTMLElement): [number, number] | null {
  const selection = document.getSelection()
  if (!selection || selection.isCollapsed) return null
  const ends = [entryOf(selection.anchorNode, list), entryOf(selection.focusNode, list)]
  const known = ends.filter((entry) => entry !== null)
  return known.length === 0 ? null : [Math.min(...known), Math.max(...known)]
}

/** Of the message that this is part of. */
export function entryOf(target: EventTarget | null, list: HTMLElement): number | null {
  const element = target instanceof Element ? target : target instanceof Node ? target.parentElement : null
  const article = element?.closest<HTMLElement>('article[data-entry]')
  return article && list.contains(article) ? Number(article.dataset.entry) : null
}
