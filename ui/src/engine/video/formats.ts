/** How each kind of picture is encoded. */

import type { Layer } from '../../wire/messages'
import type { Manner, MannerChoice } from '../api'
import { MOVING, type Policy, READ } from './adapt'
import {
  bitrate,
  cameraLayers,
  LARGE,
  SCREEN,
  type Shape,
  SMALL,
  SMALL_SCREEN,
  screenBitrate,
  screenLayers,
} from './layers'

/** Pictures a second where all that counts is that they can be read: each has three times the bits then. */
const SHARP_RATE = 10

export type VideoSource = 'camera' | 'screen'

/** How often pictures are sent, and what is given up where that is too much. */
export interface Pace {
  /** Frames a second, by layer. */
  rates: readonly [number, number]
  policy: Policy
}

/** How one kind of source is encoded. */
export interface Format {
  /** WebCodecs codec string. */
  codec: string
  more: Pick<VideoEncoderConfig, 'scalabilityMode' | 'contentHint'>
  /** The layers to publish for a picture of that size. */
  layers(width: number, height: number): Layer[]
  /** As long as nothing else was chosen and nothing calls for it. */
  usual: Pace
  /** The same, chosen for what is read or for what is watched. */
  chosen?: Record<Manner, Pace>
  /** It stands still for long, and then nothing is captured. */
  still: boolean
}

export const CAMERA: Format = {
  codec: 'vp8',
  more: { scalabilityMode: 'L1T3' },
  layers: cameraLayers,
  usual: { rates: [SMALL.framesPerSecond, LARGE.framesPerSecond], policy: MOVING },
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
  ...pacesFor(1),
  still: true,
}

/** For an engine that does not encode VP9, and where somebody has none that decodes it. VP8 needs more bits to be legible. */
const VP8: Format = {
  ...VP9,
  codec: 'vp8',
  ...pacesFor(2),
}

/** Of a screen, whose bits are so many times those of VP9. */
function pacesFor(factor: number): Pick<Format, 'usual'> & Required<Pick<Format, 'chosen'>> {
  const policy = { ...READ, bitrate: (shape: Shape) => factor * screenBitrate(shape) }
  const smooth = { ...MOVING, bitrate: (shape: Shape) => factor * bitrate(shape) }
  return {
    usual: { rates: [SMALL_SCREEN.framesPerSecond, SCREEN.framesPerSecond], policy },
    chosen: {
      sharp: { rates: [SMALL_SCREEN.framesPerSecond, SHARP_RATE], policy },
      smooth: { rates: [SMALL.framesPerSecond, SCREEN.framesPerSecond], policy: smooth },
    },
  }
}

/** `moves`: as `Motion` sees it. */
export function paceOf({ usual, chosen }: Format, choice: MannerChoice, moves: Manner): Pace {
  if (!chosen) return usual
  if (choice !== 'automatic') return chosen[choice]
  return moves === 'smooth' ? chosen.smooth : usual
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
