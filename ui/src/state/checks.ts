import type { CodecCheck } from '../engine'
import type { Check, Finding } from '../wire/messages'
import type { AppApi } from './api'
import type { MediaDevicesLike } from './capture'
import { checkDevices, codecFinding } from './page_checks'
import { Store } from './store'

export type CheckName = Check | 'codecs'

export interface CheckRow {
  check: CheckName
  /** `null` while it runs. */
  findings: readonly Finding[] | null
}

/** In the order of the list; `target` only where something could not be joined. */
const ORDER: readonly CheckName[] = [
  'network',
  'target',
  'port',
  'echo',
  'firewall',
  'multicast',
  'isolation',
  'devices',
  'codecs',
  'clock',
  'processor',
  'sandbox',
]

const UNREACHED: ReadonlySet<string> = new Set([
  'address_unknown',
  'address_own',
  'host_unreachable',
  'host_refused',
  'host_silent',
  'not_meetdesk',
])

/** Whether the connection check may tell more about why joining failed. */
export function leadsToChecks(code: string): boolean {
  return UNREACHED.has(code)
}

export interface CheckSurroundings {
  api: Pick<AppApi, 'check'>
  mediaDevices: MediaDevicesLike | undefined
  checkCodecs(): Promise<CodecCheck>
}

/** "Check my connection": the app's checks and the page's own, one after the other so that none disturbs another. */
export class Checks {
  /** `null` while nothing was asked for: the dialog is closed. */
  readonly rows = new Store<readonly CheckRow[] | null>(null)
  readonly #around: CheckSurroundings
  #run = 0
  #target = ''

  constructor(around: CheckSurroundings) {
    this.#around = around
  }

  /** Runs all; `target` is what could not be joined. */
  async start(target = ''): Promise<void> {
    const run = ++this.#run
    this.#target = target
    const names = ORDER.filter((name) => name !== 'target' || target !== '')
    this.rows.set(names.map((check) => ({ check, findings: null })))
    for (const name of names) {
      const findings = await this.#check(name, target).catch((): Finding[] => [
        { code: 'check_failed', verdict: 'note', detail: {} },
      ])
      // Closed, or begun anew.
      if (run !== this.#run) return
      this.rows.update((rows) => rows?.map((row) => (row.check === name ? { ...row, findings } : row)) ?? null)
    }
  }

  again(): Promise<void> {
    return this.start(this.#target)
  }

  close(): void {
    this.#run++
    this.rows.set(null)
  }

  async #check(name: CheckName, target: string): Promise<readonly Finding[]> {
    if (name === 'codecs') return [codecFinding(await this.#around.checkCodecs())]
    if (name === 'devices') return checkDevices(this.#around.mediaDevices)
    return (await this.#around.api.check({ check: name, target: name === 'target' ? target : '' })).findings
  }
}
