import type { CodecCheck } from '../engine'
import type { Finding, FindingCode } from '../wire/messages'
import type { MediaDevicesLike } from './capture'
import { captureProblem, type Kind } from './capture_errors'

/** A picture every 33 ms must have been encoded and decoded well before the next one comes. */
const SLOW: number = 25

/** What the page finds about camera, microphone and speaker: each is opened for a moment. */
export async function checkDevices(devices: MediaDevicesLike | undefined): Promise<Finding[]> {
  const found = [await checkCapture(devices, 'camera'), await checkCapture(devices, 'microphone')]
  const list = await devices?.enumerateDevices().catch(() => [])
  const speakers = list?.filter(({ kind }) => kind === 'audiooutput').length ?? 0
  // Some engines list no speakers, and play sound all the same.
  if (speakers > 0) found.push({ code: 'speaker_fine', verdict: 'good', detail: { count: speakers } })
  return found
}

async function checkCapture(devices: MediaDevicesLike | undefined, kind: Kind): Promise<Finding> {
  try {
    if (!devices) throw new TypeError('no capture in this engine')
    const stream = await devices.getUserMedia(kind === 'camera' ? { video: true } : { audio: true })
    for (const track of stream.getTracks()) track.stop()
    const input = kind === 'camera' ? 'videoinput' : 'audioinput'
    const list = await devices.enumerateDevices()
    const count = Math.max(1, list.filter((device) => device.kind === input).length)
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
