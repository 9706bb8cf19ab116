/** The person's own picture, made small enough to be kept. */

import { engineSize } from '../../pictures/engine_size'
import { OWN_PICTURE_PIXELS } from '../../pictures/limits'

/** Nobody sees more of it than the camera's picture is large. */
const LARGEST = { width: 1280, height: 720 }

/** As a JPEG no larger than a camera's picture. Rejects if this engine cannot show it, or it has more than
 * `OWN_PICTURE_PIXELS`. */
export async function shrunkPicture(file: Blob): Promise<Blob> {
  // Known without decoding it, whatever its format is.
  const size = await engineSize(file)
  if (size === null || size.width * size.height > OWN_PICTURE_PIXELS) throw new RangeError('no picture, or too large')
  const picture = await createImageBitmap(file)
  // What hangs over at one side is cut off, so the other decides.
  const scale = Math.min(1, Math.max(LARGEST.width / picture.width, LARGEST.height / picture.height))
  const width = Math.max(1, Math.round(Math.min(picture.width * scale, 2 * LARGEST.width)))
  const height = Math.max(1, Math.round(Math.min(picture.height * scale, 2 * LARGEST.height)))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas for the picture')
  // JPEG knows no transparency.
  context.fillStyle = '#808080'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  const [across, down] = [picture.width * scale, picture.height * scale]
  context.drawImage(picture, (width - across) / 2, (height - down) / 2, across, down)
  picture.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
}
