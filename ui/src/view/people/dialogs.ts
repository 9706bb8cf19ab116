import { Store } from '../../state/store'

/** What the people's menus open; the dialogs themselves are in the room once. */
export class PeopleDialogs {
  /** Whom the person is about to remove. */
  readonly removing = new Store<{ participant: number; name: string } | null>(null)
  /** To whom the person is about to hand the meeting over. */
  readonly handingOver = new Store<{ participant: number; name: string } | null>(null)
  readonly renaming = new Store(false)
}
