/** The media engine's public face. */

export type * from './api'
export { type CodecCheck, checkCodecs } from './check'
export { captureConstraints } from './constraints'
export { createEngine } from './engine'
export { unsupported } from './unsupported'
