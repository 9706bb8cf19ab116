/** Pictures' files as bytes, with headers that say whatever a test wants them to. What is checked by nobody here
 * (checksums, compressed data) is left empty. */

export const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const big = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256)
const little = (value: number, bytes: number): number[] => big(value, bytes).reverse()
const letters = (text: string): number[] => [...new TextEncoder().encode(text)]

function pngChunk(name: string, data: number[]): number[] {
  return [...big(data.length, 4), ...letters(name), ...data, 0, 0, 0, 0]
}

export const ihdr = (width: number, height: number): number[] =>
  pngChunk('IHDR', [...big(width, 4), ...big(height, 4), 8, 2, 0, 0, 0])
export const actl = (frames: number): number[] => pngChunk('acTL', [...big(frames, 4), ...big(0, 4)])
export const fctl = (x: number, y: number, width: number, height: number): number[] =>
  pngChunk('fcTL', [...big(0, 4), ...big(width, 4), ...big(height, 4), ...big(x, 4), ...big(y, 4), 0, 1, 0, 1, 0, 0])

export function png(width: number, height: number, between: number[] = []): number[] {
  return [...PNG, ...ihdr(width, height), ...between, ...pngChunk('IDAT', [1, 2, 3]), ...pngChunk('IEND', [])]
}

export function segment(marker: number, data: number[]): number[] {
  return [0xff, marker, ...big(data.length + 2, 2), ...data]
}

export function sof(marker: number, width: number, height: number): number[] {
  return segment(marker, [8, ...big(height, 2), ...big(width, 2), 1, 1, 0x11, 0])
}

export function jpeg(
  width: number,
  height: number,
  options: { frame?: number; scans?: number; before?: number[] } = {},
): number[] {
  const { frame = 0xc0, scans = 1, before = [] } = options
  const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]
  return [
    0xff,
    0xd8,
    ...before,
    ...sof(frame, width, height),
    ...Array.from({ length: scans }, () => scan).flat(),
    0xff,
    0xd9,
  ]
}

export function gif(
  width: number,
  height: number,
  frames: [x: number, y: number, width: number, height: number][],
): number[] {
  const control = [0x21, 0xf9, 4, 4, 4, 0, 0, 0]
  const image = (frame: number[]): number[] => [
    ...control,
    0x2c,
    ...frame.flatMap((value) => little(value, 2)),
    0x80,
    0,
    0,
    0,
    9,
    9,
    9,
    2,
    2,
    0x4c,
    1,
    0,
  ]
  return [
    ...letters('GIF89a'),
    ...little(width, 2),
    ...little(height, 2),
    0x80,
    0,
    0,
    0,
    0,
    0,
    255,
    255,
    255,
    ...frames.flatMap(image),
    0x3b,
  ]
}

function riffChunk(name: string, data: number[]): number[] {
  return [...letters(name), ...little(data.length, 4), ...data, ...(data.length % 2 ? [0] : [])]
}

export const vp8 = (width: number, height: number): number[] =>
  riffChunk('VP8 ', [0x10, 0, 0, 0x9d, 0x01, 0x2a, ...little(width, 2), ...little(height, 2), 1])
export const vp8l = (width: number, height: number): number[] =>
  riffChunk('VP8L', [0x2f, ...little(width - 1 + (height - 1) * 2 ** 14, 4)])
export const vp8x = (width: number, height: number): number[] =>
  riffChunk('VP8X', [0, 0, 0, 0, ...little(width - 1, 3), ...little(height - 1, 3)])
export const anmf = (x: number, y: number, width: number, height: number, content: number[]): number[] =>
  riffChunk('ANMF', [
    ...little(x / 2, 3),
    ...little(y / 2, 3),
    ...little(width - 1, 3),
    ...little(height - 1, 3),
    0,
    0,
    0,
    0,
    ...content,
  ])

export function webp(...chunks: number[][]): number[] {
  const data = [...letters('WEBP'), ...chunks.flat()]
  return [...letters('RIFF'), ...little(data.length, 4), ...data]
}
