/** From this tile width (device pixels) on, the large layer is worth its bits. */
export const LARGE_FROM = 480
/** A tile must shrink this far below before it goes back, so that resizing does not flap between layers. */
const LARGE_UNTIL = 430

/** The simulcast layer a tile of this width needs; `current` is what it shows now, if anything. */
export function layerFor(deviceWidth: number, current: number | null): 0 | 1 {
  return deviceWidth >= (current === 1 ? LARGE_UNTIL : LARGE_FROM) ? 1 : 0
}
