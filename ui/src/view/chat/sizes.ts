import { m } from '../../i18n'
import type { PictureSize } from '../../state/chat/files'
import { locale as current } from '../locale.svelte'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A number of bytes as the person's language writes it. */
export function sizeOf(bytes: number, locale: string): string {
  const unit = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1_000 ** unit
  const maximumFractionDigits = value < 10 && unit > 0 ? 1 : 0
  return new Intl.NumberFormat(locale, { style: 'unit', unit: UNITS[unit], maximumFractionDigits }).format(value)
}

/** Why a picture is not shown, with its size in pixels. */
export function tooLargeText(size: PictureSize): string {
  const words = inWords(size)
  return size.frames > 1 ? m.picture_too_large_moving(words) : m.picture_too_large(words)
}

/** Why an animation does not move. */
export function stillText(size: PictureSize): string {
  return m.picture_still(inWords(size))
}

function inWords({ width, height, frames }: PictureSize): { width: string; height: string; frames: string } {
  const { format } = new Intl.NumberFormat(current())
  return { width: format(width), height: format(height), frames: format(frames) }
}
