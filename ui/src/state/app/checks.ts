import type { CodecCheck } from '../../engine'
import type { Check, Finding, FindingCode } from '../../wire/messages'
import type { AppApi } from '../api/app_api'
import { firstTrack, type MediaDevicesLike } from '../devices/capture'
import { captureProblem, type Kind } from '../devices/capture_errors'
import { NONE } from '../devices/chosen'
import { microphoneConstraints } from '../devices/constraints'
import { countOf } from '../devices/devices'
import { openMicrophone } from '../devices/made_up'
import { Store } from '../store'

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

/** A picture every 33 ms must have been encoded and decoded well before the next one comes. */
const SLOW: number = 25

/** What the page finds about camera, microphone and speaker: each is opened for a moment. */
export async function checkDevices(devices: MediaDevicesLike | undefined): Promise<Finding[]> {
  const found = [await checkCapture(devices, 'camera'), await checkCapture(devices, 'microphone')]
  const list = await devices?.enumerateDevices().catch(() => [])
  const speakers = countOf(list ?? [], 'audiooutput')
  // Some engines list no speakers, and play sound all the same.
  if (speakers > 0) found.push({ code: 'speaker_fine', verdict: 'good', detail: { count: speakers } })
  return found
}

async function checkCapture(devices: MediaDevicesLike | undefined, kind: Kind): Promise<Finding> {
  try {
    if (!devices) throw new TypeError('no capture in this engine')
    const track =
      kind === 'camera'
        ? await firstTrack(devices, { video: true })
        : await openMicrophone(devices, NONE, (id) => firstTrack(devices, { audio: microphoneConstraints(id) }))
    track.stop()
    const count = Math.max(
      1,
      countOf(await devices.enumerateDevices(), `${kind === 'camera' ? 'video' : 'audio'}input`),
    )
    return { code: `${kind}_fine`, verdict: 'good', detail: { count } }
  } catch (error) {
    return captureFinding(kind, captureProblem(kind, error), error)
  }
}

function captureFinding(kind: Kind, problem: string, error: unknown): Finding {
  if (problem === `no_${kind}`) return { code: `${kind}_none`, verdict: 'note', detail: {} }
  const code: FindingCode = problem === `${kind}_denied` ? `${kind}_not_allowed` : `${kind}_failed`
  return { code, verdict: 'bad', detail: { device: error instanceof Error ? error.name : '' } }
}

export function codecFinding(check: CodecCheck): Finding {
  if ('missing' in check) return { code: 'codecs_missing', verdict: 'bad', detail: { codec: check.missing } }
  const ms = Math.max(1, Math.round(check.ms))
  return ms > SLOW
    ? { code: 'codecs_slow', verdict: 'note', detail: { ms } }
    : { code: 'codecs_fine', verdict: 'good', detail: { ms } }
}
