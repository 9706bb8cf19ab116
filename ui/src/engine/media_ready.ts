/**
 * Has the engine load its media library, before the page's first codec; does nothing where it has.
 *
 * WebKitGTK (2.50.6) loads it for the first media element that is asked something or the first audio context, but not for a
 * codec, of the page or a worker: without it, the page's process ends as soon as a codec works.
 */
export function makeMediaReady(): void {
  document.createElement('video').canPlayType('video/webm')
}
