/** The media frame header: 24 bytes, network byte order, before every encoded frame. `docs/protocol.md` is normative. */

import type { ErrorCode } from './messages'
import { AUDIO_FRAME_BYTES, VIDEO_FRAME_BYTES } from './rules'

export const VERSION = 1
export const HEADER_BYTES = 24
export const KIND_AUDIO = 1
export const KIND_VIDEO = 2

export interface Header {
  kind: typeof KIND_AUDIO | typeof KIND_VIDEO
  keyFrame: boolean
  temporal: number
  layer: number
  /** Audio level in −dBov, 0 (loudest) to 127 (silence); zero for video. */
  level: number
  track: number
  sequence: number
  /** Number of the latest temporal-id-0 frame of the track and layer; zero for audio. */
  t0: number
  /** In units of 100 µs; 0 if unknown. */
  duration100us: number
  /** Microseconds since the Unix epoch by the sender's clock. */
  captureUs: number
}

/** A received frame that breaks section 4 of the protocol. */
export class FrameError extends Error {
  constructor(readonly code: ErrorCode) {
    super(code)
    this.name = 'FrameError'
  }
}

/** Reads an unsigned 64-bit number at `offset`; exact below 2⁵³, larger values lose their low bits. */
export function readUint64(view: DataView, offset: number): number {
  return view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4)
}

/** Writes a whole number below 2⁵³ as 64 bits at `offset`. */
export function writeUint64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, Math.floor(value / 2 ** 32))
  view.setUint32(offset + 4, value >>> 0)
}

/** Writes the header into the first 24 bytes of `frame`. Throws RangeError if `frame` is shorter. */
export function pack(header: Header, frame: ArrayBuffer): void {
  const view = new DataView(frame)
  view.setUint8(0, VERSION)
  view.setUint8(1, header.kind)
  view.setUint8(2, (header.keyFrame ? 1 : 0) | (header.temporal << 1) | (header.layer << 3))
  view.setUint8(3, header.level)
  view.setUint32(4, header.track)
  view.setUint32(8, header.sequence)
  view.setUint16(12, header.t0)
  view.setUint16(14, header.duration100us)
  writeUint64(view, 16, header.captureUs)
}

/** The header of a received frame. Throws FrameError `malformed_frame`, or `frame_too_large` beyond the kind's limit. */
export function parse(frame: ArrayBuffer): Header {
  if (frame.byteLength <= HEADER_BYTES) throw new FrameError('malformed_frame')
  const view = new DataView(frame)
  const kind = view.getUint8(1)
  const flags = view.getUint8(2)
  const level = view.getUint8(3)
  const temporal = (flags >> 1) & 3
  const layer = (flags >> 3) & 3
  const t0 = view.getUint16(12)
  const captureUs = readUint64(view, 16)
  const audio = kind === KIND_AUDIO
  if (view.getUint8(0) !== VERSION || (!audio && kind !== KIND_VIDEO)) throw new FrameError('malformed_frame')
  if (flags >> 5 || temporal === 3 || captureUs > Number.MAX_SAFE_INTEGER) throw new FrameError('malformed_frame')
  if (audio ? flags !== 1 || level > 127 || t0 : level || layer > 1 || (flags & 1 && temporal)) {
    throw new FrameError('malformed_frame')
  }
  if (frame.byteLength > (audio ? AUDIO_FRAME_BYTES : VIDEO_FRAME_BYTES)) throw new FrameError('frame_too_large')
  return {
    kind,
    keyFrame: (flags & 1) === 1,
    temporal,
    layer,
    level,
    track: view.getUint32(4),
    sequence: view.getUint32(8),
    t0,
    duration100us: view.getUint16(14),
    captureUs,
  }
}
