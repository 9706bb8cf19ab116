import { type Notices, notice } from './notices'
import type { Person } from './people'
import type { Store } from './store'

/** Tells this person when others have the same name, as what it is shown then. Gives what ends it. */
export function tellNameShared(people: Store<readonly Person[]>, notices: Pick<Notices, 'add'>): () => void {
  let shared = false
  return people.subscribe((everybody) => {
    const own = everybody.find(({ me }) => me)
    if (!own) return
    const now = own.name !== own.ownName
    if (now && !shared) notices.add(notice('name_shared', own.name))
    shared = now
  })
}
