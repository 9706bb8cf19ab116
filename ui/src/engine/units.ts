import type { Milli } from './api'

/** Microseconds. Capture times are microseconds since the Unix epoch by the sender's clock. */
export type Micro = number & { readonly __unit?: 'us' }

/** Own clock in microseconds since the Unix epoch; steady, and the same in the page and all its workers. */
export function nowUs(): Micro {
  return Math.round((performance.timeOrigin + performance.now()) * 1000)
}

/** Own clock in milliseconds since the Unix epoch, as `nowUs`. */
export function nowMs(): Milli {
  return performance.timeOrigin + performance.now()
}

/** Keeps fractions. */
export function toMilli(us: Micro): Milli {
  return us / 1000
}

/** Rounded: timestamps of WebCodecs are whole. */
export function toMicro(ms: Milli): Micro {
  return Math.round(ms * 1000)
}
