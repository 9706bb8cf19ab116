import type { Picture } from '../../state/files'
import { HEAD_BYTES, pictureType } from '../../state/pictures'

/** Higher pictures are shown smaller, in CSS pixels. */
const HEIGHT = 320

/** The content as a picture in the size in which it is shown; null: it is none, or a damaged one. */
export async function pictureOf(content: Blob): Promise<Picture | null> {
  const type = pictureType(new Uint8Array(await content.slice(0, HEAD_BYTES).arrayBuffer()))
  if (type === null) return null
  const image = new Image()
  image.src = URL.createObjectURL(content.slice(0, content.size, type))
  try {
    // Whoever knows the size beforehand can keep the room for it free.
    await image.decode()
  } catch {
    URL.revokeObjectURL(image.src)
    return null
  }
  const scale = Math.min(1, HEIGHT / image.naturalHeight)
  const [width, height] = [image.naturalWidth, image.naturalHeight].map((side) => Math.max(1, Math.round(side * scale)))
  return { url: image.src, width: width ?? 1, height: height ?? 1 }
}
