/** What is known of the denoiser before it is loaded, which is only done where somebody wants it. */

import type { Milli } from '../api'

/** The network is trained for this rate (Hz); sound of another rate is left as it is. */
export const DENOISED_RATE = 48_000
/** What comes out went in one block of 10 ms before: RNNoise looks at two blocks that overlap. */
export const DENOISER_DELAY: Milli = 10
