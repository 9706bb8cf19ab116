import type { CodeGuessed, CodeKind, HostedMeeting, Problem } from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import { asProblem } from '../problem'
import { Store } from '../store'

/** Who can come to the hosted meeting: its code, and whether browsers may come. */
export class HostDoor {
  /** Why there is no other code. */
  readonly codeProblem = new Store<Problem | null>(null)
  /** Why guests may not come, or still may. */
  readonly guestsProblem = new Store<Problem | null>(null)
  /** Somebody seems to guess the code; null once there is another one, or the person has read it. */
  readonly guessing = new Store<CodeGuessed | null>(null)
  readonly #api: Pick<AppApi, 'renewCode' | 'allowGuests'>
  readonly #hosting: Store<HostedMeeting | null>

  constructor(api: Pick<AppApi, 'renewCode' | 'allowGuests'>, hosting: Store<HostedMeeting | null>) {
    this.#api = api
    this.#hosting = hosting
    hosting.subscribe((now) => {
      if (now === null) this.guessing.set(null)
    })
  }

  guessed(news: CodeGuessed): void {
    if (this.#hosting.get() !== null) this.guessing.set(news)
  }

  /** What kind of code nobody can use up the guesses at: a longer one, unless it is long. */
  get safeKind(): CodeKind {
    const kind = this.#hosting.get()?.code_kind
    return kind === undefined || kind === 'digits_6' || kind === 'own' ? 'digits_9' : kind
  }

  /** Another code of the hosted meeting. Whether there is one; a failure is in `codeProblem`. */
  async renewCode(code: CodeKind, ownCode = ''): Promise<boolean> {
    const renewed = await this.#change(this.codeProblem, () => this.#api.renewCode({ code, own_code: ownCode }))
    if (renewed) this.guessing.set(null)
    return renewed
  }

  /** Whether people may come in with a browser. Whether that is so now; a failure is in `guestsProblem`. */
  allowGuests(allowed: boolean): Promise<boolean> {
    return this.#change(this.guestsProblem, () => this.#api.allowGuests({ allowed }))
  }

  async #change(problem: Store<Problem | null>, ask: () => Promise<HostedMeeting>): Promise<boolean> {
    problem.set(null)
    try {
      const hosting = await ask()
      if (this.#hosting.get() !== null) this.#hosting.set(hosting)
      return true
    } catch (error) {
      problem.set(asProblem(error))
      return false
    }
  }
}
