/** How each kind of picture is encoded. */

import type { Layer } from '../../wire/messages'
import { MOVING, type Policy, READ } from './adapt'
import { cameraLayers, LARGE, SCREEN, type Shape, SMALL, SMALL_SCREEN, screenBitrate, screenLayers } from './layers'

export type VideoSource = 'camera' | 'screen'

/** How one kind of source is encoded. */
export interface Format {
  /** WebCodecs codec string. */
  codec: string
  more: Pick<VideoEncoderConfig, 'scalabilityMode' | 'contentHint'>
  /** The layers to publish for a picture of that size. */
  layers(width: number, height: number): Layer[]
  /** Frames a second, by layer. */
  rates: readonly [number, number]
  policy: Policy
  /** It stands still for long, and then nothing is captured. */
  still: boolean
}

export const CAMERA: Format = {
  codec: 'vp8',
  more: { scalabilityMode: 'L1T3' },
  layers: cameraLayers,
  rates: [SMALL.framesPerSecond, LARGE.framesPerSecond],
  policy: MOVING,
  still: false,
}

/**
 * VP9 finds text again that was scrolled; it needs a tenth of the bits of VP8 for a picture that is sharper. Temporal
 * layers undo that: each frame would build on one that is up to four frames old.
 */
const VP9: Format = {
  codec: 'vp09.00.40.08',
  more: { contentHint: 'detail' },
  layers: screenLayers,
  rates: [SMALL_SCREEN.framesPerSecond, SCREEN.framesPerSecond],
  policy: { ...READ, bitrate: screenBitrate },
  still: true,
}

/** For an engine that does not encode VP9, and where somebody has none that decodes it. VP8 needs more bits to be legible. */
const VP8: Format = {
  ...VP9,
  codec: 'vp8',
  policy: { ...READ, bitrate: (shape: Shape) => 2 * screenBitrate(shape) },
}

/** The format that everybody decodes, instead of one whose codec somebody does not. */
export function decodable(format: Format, undecodable: readonly string[]): Format {
  return undecodable.includes(format.codec) ? VP8 : format
}

/** `codec`: what this computer encodes screens with; cameras always have VP8. */
export function formatOf(source: VideoSource, codec: string): Format {
  if (source === 'camera') return CAMERA
  return codec === VP9.codec ? VP9 : VP8
}

/** The best format for screens that this engine can encode. */
export async function screenFormat(): Promise<Format> {
  const { width, height, framesPerSecond: framerate } = SCREEN
  const config = { codec: VP9.codec, ...VP9.more, width, height, framerate, bitrate: screenBitrate(SCREEN) }
  try {
    const { supported } = await VideoEncoder.isConfigSupported({ ...config, latencyMode: 'realtime' })
    return supported ? VP9 : VP8
  } catch {
    // An engine that does not even know the name of the codec.
    return VP8
  }
}
