import { m } from '../../i18n'
import type { Waiting } from '../../wire/messages'

/** That they wait to be let in; at least one. */
export function lobbyText(waiting: readonly Pick<Waiting, 'name' | 'after'>[]): string {
  const [first] = waiting
  if (!first || waiting.length > 1) return m.lobby_some_wait({ count: waiting.length })
  const { name, after } = first
  return after ? m.lobby_one_waits_after({ name, after }) : m.lobby_one_waits({ name })
}
