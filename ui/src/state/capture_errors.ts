import type { ErrorCode } from '../wire/messages'

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
