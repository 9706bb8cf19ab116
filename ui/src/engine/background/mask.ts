/** The edge between a person and their background. Pure. */

/** Less likely than this (of 255) is background, more likely than the other person; soft between them. */
const FROM = 120
const TO = 240

const CURVE = Uint8ClampedArray.from({ length: 256 }, (_, value) => {
  const share = Math.min(1, Math.max(0, (value - FROM) / (TO - FROM)))
  return 255 * share * share * (3 - 2 * share)
})

/** Makes the edge narrower, so that what is doubtful does not shine through. In doubt it is background. */
export function sharpen(alpha: Uint8ClampedArray): void {
  for (let at = 0; at < alpha.length; at++) alpha[at] = CURVE[alpha[at]!]!
}
