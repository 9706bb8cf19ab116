/** What TypeScript's own library of the page lacks of what browsers have. */

interface OpusEncoderConfig {
  application?: 'voip' | 'audio' | 'lowdelay'
  signal?: 'auto' | 'music' | 'voice'
}

interface MediaStreamTrackProcessor<T> {
  readonly readable: ReadableStream<T>
}

declare const MediaStreamTrackProcessor:
  | (new <T extends VideoFrame | AudioData>(init: {
      track: MediaStreamTrack
      maxBufferSize?: number
    }) => MediaStreamTrackProcessor<T>)
  | undefined

interface MediaTrackConstraints {
  cursor?: 'always' | 'motion' | 'never'
  restrictOwnAudio?: boolean
}

interface DisplayMediaStreamOptions {
  systemAudio?: 'include' | 'exclude'
  surfaceSwitching?: 'include' | 'exclude'
  selfBrowserSurface?: 'include' | 'exclude'
}

interface MediaStreamTrackGenerator<T = VideoFrame> extends MediaStreamTrack {
  readonly writable: WritableStream<T>
}

declare const MediaStreamTrackGenerator:
  | (new <T = VideoFrame>(init: {
      kind: T extends AudioData ? 'audio' : 'video'
    }) => MediaStreamTrackGenerator<T>)
  | undefined

interface AudioContext {
  setSinkId?(sinkId: string | { type: 'none' }): Promise<void>
}

/** The package has no types of its own. */
declare module '@jitsi/rnnoise-wasm/dist/rnnoise.js' {
  export interface RnnoiseModule {
    readonly HEAPF32: Float32Array
    _malloc(bytes: number): number
    _free(address: number): void
    _rnnoise_create(): number
    _rnnoise_destroy(state: number): void
    /** Addresses of 480 floats; returns how likely it is that somebody speaks. */
    _rnnoise_process_frame(state: number, output: number, input: number): number
  }
  export default function load(options: {
    wasmBinary?: ArrayBuffer
    locateFile?(name: string): string
  }): Promise<RnnoiseModule>
}

/** A part of the package that it has no types for. */
declare module '@twilio/video-processors/dist/build/tflite-simd-1-0-0.js' {
  export interface TfliteModule {
    readonly HEAPU8: Uint8Array
    readonly HEAPF32: Float32Array
    _getModelBufferMemoryOffset(): number
    /** Both return TensorFlow Lite's status: 0 is well. */
    _loadModel(bytes: number): number
    _runInference(): number
    _getInputMemoryOffset(): number
    _getInputWidth(): number
    _getInputHeight(): number
    _getOutputMemoryOffset(): number
  }
  export default function load(options: {
    wasmBinary?: ArrayBuffer
    locateFile?(name: string): string
    print?(line: string): void
    printErr?(line: string): void
  }): Promise<TfliteModule>
}
