import type { Choice } from '../../state/drawing/drawing'

/** In the order in which they are offered; the keys 1 to 6 choose them. */
export const TOOLS: readonly Choice[] = ['pointer', 'pen', 'marker', 'arrow', 'rectangle', 'text']
