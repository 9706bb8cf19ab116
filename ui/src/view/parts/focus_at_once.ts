const FIRST = ['input', 'select', 'textarea', 'button', 'a[href]']
  .map((one) => `${one}:not(:disabled, [tabindex="-1"])`)
  .join(', ')

/**
 * For what opens over the page: its first control has the focus before the next key comes. bits-ui waits for a frame, and
 * what is typed until then goes to the button that opened it: on a busy computer Enter closes it again, and letters are
 * shortcuts of the room.
 *
 * @param event - of bits-ui (`onOpenAutoFocus`), which does it in its own way where this finds nothing.
 */
export function focusAtOnce(event: Event, content: HTMLElement | null): void {
  const first = content?.querySelector<HTMLElement>(FIRST)
  // Of a group of radio buttons the chosen one has the focus: that is left to the library.
  if (!first || first.matches('[type="radio"]:not(:checked)')) return
  first.focus({ preventScroll: true })
  if (document.activeElement === first) event.preventDefault()
}

/**
 * The same for menus. The menu itself has the focus: bits-ui then leads it to the first item for those who opened it by keyboard.
 * With the next frame it does so once more, since a menu opens as a pointer is pressed and the press moves the focus to the button.
 */
export function focusMenuAtOnce(content: HTMLElement | null): void {
  content?.focus({ preventScroll: true })
}
