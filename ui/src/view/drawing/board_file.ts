/** A page of the whiteboard as a picture of its own: it is opened anywhere, without MeetDesk. */

import type { Shown } from '../../state/drawing/shown'
import { baselineOf, colourOf, HEIGHT, LINE, pathOf, placeOf, TEXT } from './paths'

/** Every page has this shape. */
export const PAGE = { width: 1_600, height: 900 }
const WIDTH = Math.round((PAGE.width / PAGE.height) * HEIGHT)
/** Of a saved PNG, in pixels. */
const PNG = { width: 1_920, height: 1_080 }

/** Everything that stays on it, as SVG. Its description says what is written on it. */
export function svgOf(strokes: readonly Shown[]): string {
  const texts = strokes.filter(({ tool, fades }) => tool === 'text' && !fades).map(({ text }) => escaped(text))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${PNG.width}" height="${PNG.height}">`,
    `<desc>${texts.join('\n')}</desc>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...strokes.filter(({ fades }) => !fades).map(drawn),
    '</svg>',
  ].join('\n')
}

/** The same in pixels. Rejects where this browser cannot draw it. */
export async function pngOf(strokes: readonly Shown[]): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svgOf(strokes)], { type: 'image/svg+xml' }))
  try {
    const picture = new Image()
    picture.src = address
    await picture.decode()
    const canvas = Object.assign(document.createElement('canvas'), PNG)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, PNG.width, PNG.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
    )
  } finally {
    URL.revokeObjectURL(address)
  }
}

function drawn(one: Shown): string {
  const colour = colourOf(one.participant)
  if (one.tool === 'text') {
    const [x, y] = placeOf(one.points[0] ?? { x: 0, y: 0 }, WIDTH)
    const place = `x="${x.toFixed(1)}" y="${baselineOf(y).toFixed(1)}"`
    return `<text ${place} font-family="sans-serif" font-weight="600" font-size="${TEXT}" fill="${colour}">${escaped(one.text)}</text>`
  }
  const path = pathOf(one, WIDTH)
  if (one.tool === 'pen') return `<path d="${path}" fill="${colour}"/>`
  if (one.tool === 'marker') return `<path d="${path}" fill="${colour}" fill-opacity="0.4"/>`
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${LINE}" stroke-linecap="round" stroke-linejoin="round"/>`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
}
