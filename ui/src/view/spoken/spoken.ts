import { standing, watchRegions } from './regions'
import { checkBoxes } from './toggles'

/** Characters of one text; longer ones are cut, and read where they stand. As in `meetdesk/wire/local.py`. */
const LONGEST = 1_000

/**
 * Tells screen readers what the window's engine does not, once the window says that one listens
 * (`desktop/qt/announcer.py`); elsewhere nobody says so, and the engine itself tells them.
 */
export function speakForScreenReaders(say: (text: string) => Promise<void>): void {
  const root = document.documentElement
  const begin = (): boolean => {
    if (root.dataset.screenReader === undefined) return false
    // One after the other, so that they come in their order; one that does not arrive is no reason to be silent.
    let before = Promise.resolve()
    const next = (text: string): void => {
      before = before.then(() => say(text.slice(0, LONGEST))).catch(() => undefined)
    }
    // The page may be there before the window knows of the reader.
    for (const text of standing(root)) next(text)
    watchRegions(root, next)
    checkBoxes(root)
    return true
  }
  if (begin()) return
  const observer = new MutationObserver(() => {
    if (begin()) observer.disconnect()
  })
  observer.observe(root, { attributes: true, attributeFilter: ['data-screen-reader'] })
}
