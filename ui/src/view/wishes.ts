/** What the person has asked the system for: less motion, more contrast. As `data-motion` and `data-contrast` for the
 * styles. The engine of MeetDesk's own window hears of them only when it starts; of later changes the window tells
 * (`meetdesk/desktop/qt/colours.py`). */

type Wish = 'motion' | 'contrast'

const QUERIES: Record<Wish, string> = {
  motion: '(prefers-reduced-motion: reduce)',
  contrast: '(prefers-contrast: more), (forced-colors: active)',
}
const WORDS: Record<Wish, [usual: string, wanted: string]> = {
  motion: ['full', 'reduced'],
  contrast: ['usual', 'more'],
}

function show(wish: Wish, wanted: boolean): void {
  document.documentElement.dataset[wish] = WORDS[wish][wanted ? 1 : 0]
}

/** Whether things are to change their place at once, without moving there. */
export function still(): boolean {
  return document.documentElement.dataset.motion === 'reduced'
}

for (const wish of Object.keys(QUERIES) as Wish[]) {
  const query = matchMedia(QUERIES[wish])
  query.addEventListener('change', () => show(wish, query.matches))
  show(wish, query.matches)
}

addEventListener('meetdesk-wish', (event) => {
  const { wish, wanted } = (event as CustomEvent<{ wish: Wish; wanted: boolean }>).detail
  if (wish in QUERIES) show(wish, wanted)
})
