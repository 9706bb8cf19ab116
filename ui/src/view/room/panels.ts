export type PanelName = 'chat' | 'people' | 'invite' | 'statistics'

/** Whether keys pressed here are text, not shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}

/** Whether the space bar presses this: a button that was come to by keyboard, not one that was just clicked. */
export function isPressedBySpace(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('button, a, summary, [role]') && target.matches(':focus-visible')
  )
}
