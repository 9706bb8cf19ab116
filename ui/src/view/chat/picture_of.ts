import { engineSize } from '../../pictures/engine_size'
import { type PictureHead, pictureHead } from '../../pictures/head'
import {
  ENLARGED_PIXELS,
  JPEG_SCANS,
  MOVING_PIXELS,
  PICTURE_BYTES,
  PICTURE_PIXELS,
  tooLarge,
} from '../../pictures/limits'
import type { Shown } from '../../state/chat/files'

/** Higher pictures are shown smaller, in CSS pixels. */
const HEIGHT = 320
/** So much sharper is what is kept for the chat, for screens with more pixels than CSS counts. */
const SHARPER = 2
/** Wider ones are kept smaller, in pixels: the card of a file is no wider than 340 CSS pixels. */
const WIDEST = 1_360
/** What has fewer pixels is shown as it is. */
const SMALL = 1_000_000

interface Size {
  width: number
  height: number
}

let before: Promise<unknown> = Promise.resolve()
/** Pixels of all frames of the animations that are shown now. */
let moving = 0

/** The content as a picture in the size in which it is shown; `none`: it is none, or a damaged one. One after the
 * other, however many are asked for, since each is decoded whole once. */
export function pictureOf(content: Blob): Promise<Shown> {
  const shown = before.then(() => shownOf(content))
  before = shown.catch(() => undefined)
  return shown
}

async function shownOf(content: Blob): Promise<Shown> {
  if (content.size > PICTURE_BYTES) return 'none'
  const head = pictureHead(new Uint8Array(await content.arrayBuffer()))
  if (head === null || head.scans > JPEG_SCANS) return 'none'
  const { width, height, frames } = head
  if (tooLarge(head)) return { tooLarge: { width, height, frames } }
  const picture = content.slice(0, content.size, head.type)
  // A file that says one thing to us and another to the engine is believed by neither.
  const size = await engineSize(picture)
  if (size === null || size.width * size.height > Math.min(PICTURE_PIXELS, width * height)) return 'none'
  const shown = await drawnOf(picture, head, size)
  if (shown === null) return 'none'
  const { large, small, pixels } = shown
  moving += pixels
  const url = URL.createObjectURL(large)
  const scale = Math.min(1, HEIGHT / size.height)
  const still = frames > 1 && pixels === 0 ? { width, height, frames } : null
  return {
    ...scaled(size, scale),
    url,
    thumbnail: pixels > 0 ? null : small,
    enlarged: pixels > 0 ? null : { content: large, ...enlarged(size) },
    still,
    release: () => {
      moving -= pixels
      URL.revokeObjectURL(url)
    },
  }
}

/** What is shown when it is enlarged, and in the chat, and the pixels of what moves; null: it cannot be decoded. */
async function drawnOf(
  picture: Blob,
  { frames, width, height }: PictureHead,
  size: Size,
): Promise<{ large: Blob; small: Blob; pixels: number } | null> {
  const pixels = frames > 1 ? width * height * frames : 0
  const moves = pixels > 0 && moving + pixels <= MOVING_PIXELS
  const few = size.width * size.height <= SMALL
  try {
    if (moves || (few && frames === 1)) {
      // Whether it can be decoded at all.
      ;(await createImageBitmap(picture)).close()
      return { large: picture, small: picture, pixels }
    }
    // An engine keeps every frame of an animation: of one that is too large the first one is shown.
    const large = frames > 1 ? await drawn(picture, size) : picture
    const scale = Math.min(1, (HEIGHT * SHARPER) / size.height, WIDEST / size.width)
    return { large, small: few ? large : await drawn(picture, scaled(size, scale)), pixels: 0 }
  } catch {
    return null
  }
}

/** The picture, or the first one of an animation, in that size. */
async function drawn(picture: Blob, { width, height }: Size): Promise<Blob> {
  const bitmap = await createImageBitmap(picture, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' })
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  try {
    return await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 })
  } finally {
    // Its pixels would stay until somebody collects garbage.
    canvas.width = canvas.height = 0
  }
}

/** In its own shape, but no larger than a window should have to draw. */
export function enlarged({ width, height }: Size): Size {
  const scale = Math.min(1, Math.sqrt(ENLARGED_PIXELS / (width * height)))
  const across = Math.max(1, Math.floor(width * scale))
  // What is one pixel wide does not become less.
  const down = Math.min(Math.max(1, Math.floor(height * scale)), Math.floor(ENLARGED_PIXELS / across))
  return { width: Math.min(across, ENLARGED_PIXELS), height: Math.max(1, down) }
}

function scaled(size: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) }
}
