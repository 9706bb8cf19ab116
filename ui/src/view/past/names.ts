import { m } from '../../i18n'
import { daysOf } from '../../state/past/past'
import type { KeepChats, PastMeeting } from '../../wire/messages'

export function titleOf({ title }: { title: string }): string {
  return title || m.recent_untitled()
}

export function hostOf({ host, hosted }: PastMeeting): string {
  return hosted ? m.recent_hosted() : host && m.past_host({ name: host })
}

export function countOf({ messages, private: hidden }: PastMeeting): string {
  const count = messages === 1 ? m.past_message_one() : m.past_messages({ count: messages })
  if (hidden === 0) return count
  return `${count} · ${hidden === 1 ? m.past_private_one() : m.past_private({ count: hidden })}`
}

export function keepLabel(keep: KeepChats): string {
  const days = daysOf(keep)
  if (days === null) return m.keep_forever()
  if (days === 0) return m.keep_nothing()
  return days === 365 ? m.keep_year() : m.keep_days({ days })
}
