/**
 * Makes check boxes of what is on or off, for an engine that tells screen readers the state of no other control: Qt WebEngine
 * 6.12 gives them toggle buttons and switches as plain buttons. Returns how to stop.
 */
export function checkBoxes(root: Element): () => void {
  const observer = new MutationObserver((records) => {
    for (const { target, type } of records) if (target instanceof Element) refresh(target, type === 'childList')
  })
  refresh(root, true)
  observer.observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['aria-pressed', 'role'],
  })
  return () => observer.disconnect()
}

const TOGGLES = 'button[aria-pressed], [role="switch"]'

function refresh(element: Element, inside: boolean): void {
  if (element.matches(TOGGLES)) change(element)
  if (inside) for (const one of element.querySelectorAll(TOGGLES)) change(one)
}

function change(toggle: Element): void {
  const pressed = toggle.getAttribute('aria-pressed')
  if (toggle.getAttribute('role') !== 'checkbox') toggle.setAttribute('role', 'checkbox')
  if (pressed !== null && toggle.getAttribute('aria-checked') !== pressed) toggle.setAttribute('aria-checked', pressed)
}
