/** Which files may be shown as a picture: by what they are, not by what they are called. Pure. */

/** Larger ones are not shown in the chat, in bytes. */
export const PICTURE_BYTES = 20_000_000

/** Beginnings of the formats that cannot run anything (an SVG can). */
const FORMATS: readonly { type: string; at: number; bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
]

/** So many bytes tell the format. */
export const HEAD_BYTES = 12

/** The type of the picture that begins with these bytes; null: it is none that is shown. */
export function pictureType(head: Uint8Array): string | null {
  const found = FORMATS.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte))
  return found?.type ?? null
}

/** Whether it may be a picture, so that one is offered to look at it. */
export function mayBePicture(name: string, size: number): boolean {
  return size <= PICTURE_BYTES && /\.(png|jpe?g|gif|webp)$/i.test(name)
}
