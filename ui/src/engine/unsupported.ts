import type { Unsupported } from './api'

/** What this browser engine lacks to hold a call; empty if nothing. */
export function unsupported(scope: Record<string, unknown> = globalThis as never): Unsupported {
  const missing: Unsupported = []
  if (scope.isSecureContext !== true) missing.push('secure_context')
  const codecs = ['VideoEncoder', 'VideoDecoder', 'AudioEncoder', 'AudioDecoder']
  if (codecs.some((name) => !(name in scope))) missing.push('webcodecs')
  if (!('AudioWorkletNode' in scope)) missing.push('worklet')
  const canvas = scope.HTMLCanvasElement as { prototype: object } | undefined
  if (!('OffscreenCanvas' in scope) || !canvas || !('transferControlToOffscreen' in canvas.prototype)) {
    missing.push('offscreen_canvas')
  }
  const navigator = scope.navigator as { mediaDevices?: { getUserMedia?: unknown } } | undefined
  if (!navigator?.mediaDevices?.getUserMedia) missing.push('camera_api')
  return missing
}
