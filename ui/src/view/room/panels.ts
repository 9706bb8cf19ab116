export type PanelName = 'chat' | 'people' | 'invite' | 'statistics' | 'polls' | 'notes' | 'timer'

/** Whether keys pressed here are text, not shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
