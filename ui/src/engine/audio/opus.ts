/** How long the sound in an Opus packet is, out of its first bytes (RFC 6716, section 3.1). Pure. */

import type { Milli } from '../api'

/** Longest packet there may be: section 3.2.5, rule R5. */
export const LONGEST_PACKET: Milli = 120

const SILK: readonly Milli[] = [10, 20, 40, 60]
const HYBRID: readonly Milli[] = [10, 20]
const CELT: readonly Milli[] = [2.5, 5, 10, 20]

/** Null: it is no Opus packet, or one longer than any may be. */
export function packetDuration(packet: Uint8Array): Milli | null {
  const toc = packet[0]
  if (toc === undefined) return null
  const configuration = toc >> 3
  const lengths = configuration < 12 ? SILK : configuration < 16 ? HYBRID : CELT
  const frames = frameCount(toc & 3, packet)
  const duration = frames * lengths[configuration % lengths.length]!
  return duration > 0 && duration <= LONGEST_PACKET ? duration : null
}

function frameCount(code: number, packet: Uint8Array): number {
  if (code === 0) return 1
  return code < 3 ? 2 : (packet[1] ?? 0) & 0x3f
}
