/** The size in pixels of a picture as the engine itself sees it; null: it is none to it. Nothing is decoded for it: the
 * engine reads the header when it loads a picture, and decodes one when it is drawn. */
export async function engineSize(picture: Blob): Promise<{ width: number; height: number } | null> {
  const image = new Image()
  const url = URL.createObjectURL(picture)
  try {
    await new Promise((loaded, failed) => {
      image.onload = loaded
      image.onerror = failed
      image.src = url
    })
    const { naturalWidth: width, naturalHeight: height } = image
    return width > 0 && height > 0 ? { width, height } : null
  } catch {
    return null
  } finally {
    // What the engine has read of it would stay until somebody collects garbage.
    image.removeAttribute('src')
    URL.revokeObjectURL(url)
  }
}
