import { isolated } from '../../text/directions'
import type { ChatMessage, Entry, MeetingState } from '../../wire/messages'

/** A poll that was closed, for the transcript: in no language but that of its question. Null: no such entry. */
export function pollSummary(state: MeetingState, entry: Entry): ChatMessage | null {
  const { change } = entry
  if (change.change !== 'poll_closed') return null
  const poll = state.polls?.find(({ poll }) => poll === change.poll)
  if (!poll) return null
  const lines = poll.options.map((option, at) => `- ${isolated(option)}: ${change.counts[at] ?? 0}`)
  const text = [`📊 ${poll.question}`, '', ...lines, '', `Σ ${change.voters}`].join('\n')
  return {
    entry: entry.number,
    participant: poll.participant,
    name: poll.name,
    ref: `poll-${poll.poll}-${entry.number}`,
    text,
    at: entry.at,
  }
}
