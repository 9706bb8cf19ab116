/** The media engine's public face. */

export type * from './api'
export { canHideBackground, hideBackground } from './background/backdrop'
export { shrunkPicture } from './background/own_picture'
export { type CodecCheck, checkCodecs } from './check'
export { createEngine } from './engine'
export { captureFacts, factsOf } from './facts'
export { type DesktopShare, shareDesktop } from './screens/desktop'
export { type DesktopSound, shareSound } from './screens/sound'
export { unsupported } from './unsupported'
