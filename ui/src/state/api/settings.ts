import type { Problem, Settings } from '../../wire/messages'
import { asProblem } from '../problem'
import { Store } from '../store'
import type { AppApi } from './app_api'

/** Changes within this time (milliseconds) are saved together. */
const PAUSE = 300

/** The remembered settings; a change takes effect at once and is saved shortly after. */
export class SettingsKeeper {
  readonly values: Store<Settings>
  readonly problem = new Store<Problem | null>(null)
  readonly #api: Pick<AppApi, 'saveSettings'>
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(api: Pick<AppApi, 'saveSettings'>, settings: Settings) {
    this.#api = api
    this.values = new Store(settings)
  }

  change(change: Partial<Settings>): void {
    this.values.update((values) => ({ ...values, ...change }))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), PAUSE)
  }

  /** Saves now what has changed. */
  async save(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      await this.#api.saveSettings(this.values.get())
      this.problem.set(null)
    } catch (error) {
      this.problem.set(asProblem(error))
    }
  }
}
