import type { ChatMessage, Participant, Waiting } from '../wire/messages'

/**
 * The names with a number behind each that several have: `Anna (1)`, `Anna (2)`, in the order given. All of them get one:
 * otherwise whoever takes the name of somebody who came later would look like the only one.
 */
export function toldApart(names: readonly string[]): string[] {
  const count = new Map<string, number>()
  for (const name of names) count.set(alike(name), (count.get(alike(name)) ?? 0) + 1)
  const given = new Map<string, number>()
  return names.map((name) => {
    const key = alike(name)
    if ((count.get(key) ?? 0) < 2) return name
    let number = given.get(key) ?? 0
    let shown: string
    // Somebody may really be called that.
    do shown = `${name} (${++number})`
    while (count.has(alike(shown)))
    given.set(key, number)
    return shown
  })
}

const known = new WeakMap<readonly Participant[], ReadonlyMap<number, string>>()

/** What everybody is called where people are chosen or named, by participant id; the same in every window. */
export function namesOf(participants: readonly Participant[]): ReadonlyMap<number, string> {
  let names = known.get(participants)
  if (!names) {
    const shown = toldApart(participants.map(({ name }) => name))
    names = new Map(participants.map(({ participant }, at) => [participant, shown[at] ?? '']))
    known.set(participants, names)
  }
  return names
}

/** Empty for somebody who is not there. */
export function shownName(participants: readonly Participant[], participant: number): string {
  return namesOf(participants).get(participant) ?? ''
}

/** The name that a message was written under; with a number, while there are others of it. */
export function writerOf(
  participants: readonly Participant[],
  { participant, name }: Pick<ChatMessage, 'participant' | 'name'>,
): string {
  const same = participants.some((one) => one.participant === participant && one.name === name)
  return same ? shownName(participants, participant) : name
}

/** Those who wait, told apart also from those who are in already. */
export function waitingApart(
  participants: readonly Participant[],
  waiting: readonly Waiting[],
): (Waiting & { ownName: string })[] {
  const shown = toldApart([...participants, ...waiting].map(({ name }) => name)).slice(participants.length)
  return waiting.map((one, at) => ({ ...one, ownName: one.name, name: shown[at] ?? one.name }))
}

/** Two names that look the same, but for case and what is invisible, have the same key. */
function alike(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Cf}+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
}
