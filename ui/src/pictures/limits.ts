/** How large a picture may be to be decoded. `docs/security.md` states the numbers; a test compares the two. */

import type { PictureHead } from './head'

/** Larger files are not shown in the chat, in bytes. */
export const PICTURE_BYTES = 20_000_000
/** Most pixels of a picture of somebody else: 100 MB when decoded, and what the cameras of phones make (24 megapixels). */
export const PICTURE_PIXELS = 25_000_000
/** Most pixels of one that is enlarged, 3840×2160 or 33 MB: an engine has some copies of it. */
export const ENLARGED_PIXELS = 8_294_400
/** Most pixels of all frames of all animations that move in a chat at a time: an engine keeps every frame, decoded. Of
 * what is more the first frame is shown. */
export const MOVING_PIXELS = 25_000_000
/** Most frames of an animation: each takes memory of its own, however small it is. */
export const ANIMATION_FRAMES = 5_000
/** Most scans of a JPEG: encoders make about ten, and each goes over the whole picture. */
export const JPEG_SCANS = 64
/** Most pixels of a person's own picture, which nobody else pays for: more than the cameras of phones can make. */
export const OWN_PICTURE_PIXELS = 120_000_000

/** Whether it is more than a window should be made to decode by somebody else. */
export function tooLarge({ width, height, frames }: PictureHead): boolean {
  return width * height > PICTURE_PIXELS || frames > ANIMATION_FRAMES
}

/** Whether a file may be a picture, so that one is offered to look at it: by its name, until its content is here. */
export function mayBePicture(name: string, size: number): boolean {
  return size <= PICTURE_BYTES && /\.(png|jpe?g|gif|webp)$/i.test(name)
}
