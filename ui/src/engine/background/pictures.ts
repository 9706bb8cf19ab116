/** Backgrounds that are pictures: drawn by code, or the person's own. */

import type { BuiltIn, Effect } from './messages'
import { fromRgba, Planes } from './planes'

type Draw = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void

const DRAWN: Record<BuiltIn, Draw> = {
  dusk(context, width, height) {
    fill(context, width, height, ['#31406e', '#a4708d', '#e8a87c', '#f3cf9b'])
    for (const [base, swing, colour] of [
      [0.66, 0.05, '#6d5a7e'],
      [0.76, 0.07, '#4b4568'],
      [0.88, 0.04, '#2e3150'],
    ] as const) {
      context.fillStyle = colour
      context.beginPath()
      context.moveTo(0, height)
      for (let x = 0; x <= width; x += 4) {
        const turn = (x / width) * Math.PI * 2
        context.lineTo(x, height * (base + swing * Math.sin(turn * (1 + base) + base * 9)))
      }
      context.lineTo(width, height)
      context.fill()
    }
  },
  leaves(context, width, height) {
    fill(context, width, height, ['#dce8d2', '#8fae84', '#4f7657'])
    // Out of focus, each place by the golden ratio: scattered, and the same every time.
    for (let at = 0; at < 40; at++) {
      const radius = height * (0.05 + 0.1 * ((at * 0.37) % 1))
      context.fillStyle = `rgb(${150 + ((at * 29) % 90)} ${190 + ((at * 17) % 60)} ${130 + ((at * 23) % 70)} / 22%)`
      context.beginPath()
      context.arc(width * ((at * 0.618) % 1), height * ((at * 0.755) % 1), radius, 0, Math.PI * 2)
      context.fill()
    }
  },
  wall(context, width, height) {
    fill(context, width, height, ['#e9e4da', '#d8d0c2'])
    const light = context.createRadialGradient(width * 0.3, height * 0.2, 0, width * 0.3, height * 0.2, width * 0.8)
    light.addColorStop(0, 'rgb(255 252 244 / 70%)')
    light.addColorStop(1, 'rgb(120 108 92 / 45%)')
    context.fillStyle = light
    context.fillRect(0, 0, width, height)
  },
}

function fill(context: OffscreenCanvasRenderingContext2D, width: number, height: number, colours: string[]): void {
  const down = context.createLinearGradient(0, 0, 0, height)
  for (const [at, colour] of colours.entries()) down.addColorStop(at / (colours.length - 1), colour)
  context.fillStyle = down
  context.fillRect(0, 0, width, height)
}

/** The picture of that size; null: the effect is none. Rejects if the person's own cannot be read. */
export async function pictureOf(effect: Effect, width: number, height: number): Promise<Planes | null> {
  if (effect.kind === 'blur') return null
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas for the background')
  if (effect.kind === 'drawn') DRAWN[effect.picture](context, width, height)
  else cover(context, await createImageBitmap(effect.picture), width, height)
  const planes = new Planes(width, height)
  fromRgba(context.getImageData(0, 0, width, height).data, planes)
  return planes
}

/** As large as is needed to leave nothing free, in its own shape. */
function cover(context: OffscreenCanvasRenderingContext2D, picture: ImageBitmap, width: number, height: number): void {
  const scale = Math.max(width / picture.width, height / picture.height)
  const [across, down] = [picture.width * scale, picture.height * scale]
  // What is transparent in it must not show what was there.
  context.fillStyle = '#808080'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, (width - across) / 2, (height - down) / 2, across, down)
  picture.close()
}
