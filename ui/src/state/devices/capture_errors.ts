import type { ErrorCode } from '../../wire/messages'

export type Kind = 'camera' | 'microphone'

const CODES = {
  camera: { none: 'no_camera', denied: 'camera_denied', busy: 'camera_busy', lost: 'camera_lost' },
  microphone: {
    none: 'no_microphone',
    denied: 'microphone_denied',
    busy: 'microphone_busy',
    lost: 'microphone_lost',
  },
} as const satisfies Record<Kind, Record<string, ErrorCode>>

/** The stable code for what getUserMedia rejected with (names as in the Media Capture and Streams specification). */
export function captureProblem(kind: Kind, error: unknown): ErrorCode {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return CODES[kind].denied
    case 'NotReadableError':
    case 'AbortError':
      return CODES[kind].busy
    default:
      // NotFoundError, OverconstrainedError, or no capture at all in this engine (TypeError).
      return CODES[kind].none
  }
}

export function lostProblem(kind: Kind): ErrorCode {
  return CODES[kind].lost
}

/** Whether there is nothing to capture from; it may come (back) at any time. */
export function isMissing(problem: ErrorCode | null): boolean {
  switch (problem) {
    case 'no_camera':
    case 'no_microphone':
    case 'camera_lost':
    case 'microphone_lost':
      return true
    default:
      return isOfSystem(problem)
  }
}

/** Whether all sound is away, not this device alone. */
export function isOfSystem(problem: ErrorCode | null): boolean {
  return problem === 'sound_lost' || problem === 'sound_lost_browser'
}

/** Whether a device that came (back) may be the end of it. A refusal and a background that fails are not about devices. */
export function mayPass(problem: ErrorCode | null): boolean {
  return isMissing(problem) || problem === 'camera_busy' || problem === 'microphone_busy'
}
