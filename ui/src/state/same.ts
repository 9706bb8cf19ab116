import type { MeetingState } from '../wire/messages'

/** Chat comes often, and concerns neither people nor pictures. */
export function sameApartFromChat(state: MeetingState, before: MeetingState | null): boolean {
  const rest = ({ entry: _entry, chat: _chat, chat_before: _more, ...others }: MeetingState) => others
  return before !== null && shallowEqual(rest(state), rest(before))
}

function shallowEqual(one: object, other: object): boolean {
  const known = new Map(Object.entries(other))
  const fields = Object.entries(one)
  return fields.length === known.size && fields.every(([name, value]) => Object.is(value, known.get(name)))
}
