import { m } from '../i18n'
import type { Call } from '../state/app/attention'
import { isolated } from '../text/directions'

/** Whether the person looks at something else. */
export function away(): boolean {
  return !document.hasFocus() || document.hidden
}

/** Asks for the permission once, where there are notifications at all; the app's own window needs no question. */
export function prepareNotifications(): void {
  if ('Notification' in window && Notification.permission === 'default') {
    void Notification.requestPermission().catch(() => undefined)
  }
}

function written({ text, to }: Extract<Call, { kind: 'chat' }>): string {
  if (text === undefined) return m.notification_private()
  return to === undefined ? isolated(text) : m.notification_reply({ name: to, text })
}

/** A notification of the desktop; a click on it brings the window to the front. */
export function notify(call: Call, clicked: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const shown =
    call.kind === 'chat'
      ? new Notification(call.name, { body: written(call), tag: `chat ${call.name}` })
      : new Notification(m.notification_knock({ name: call.name }), {
          body: m.notification_knock_text(),
          tag: `knock ${call.waiting}`,
        })
  shown.onclick = () => {
    window.focus()
    clicked()
  }
}
