/**
 * A picture of the chat on a canvas. An engine keeps what it has decoded for an `img`, hundreds of megabytes of it, when
 * that is long gone from the page; what is drawn here goes with it.
 */

/** `size`: in pixels, in which it is drawn; undefined: its own. Returns what takes it away. */
export function drawnOn(
  canvas: HTMLCanvasElement,
  picture: Blob,
  size?: { width: number; height: number },
): () => void {
  let gone = false
  const resized: ImageBitmapOptions | undefined = size && {
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: 'medium',
  }
  createImageBitmap(picture, resized).then(
    (bitmap) => {
      if (!gone) {
        canvas.width = bitmap.width
        canvas.height = bitmap.height
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
      }
      bitmap.close()
    },
    // It could be decoded before.
    () => undefined,
  )
  return () => {
    gone = true
    canvas.width = canvas.height = 0
  }
}
