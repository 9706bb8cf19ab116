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

interface MediaStreamTrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>
}

declare const MediaStreamTrackGenerator: (new (init: { kind: 'video' }) => MediaStreamTrackGenerator) | undefined

interface AudioContext {
  setSinkId?(sinkId: string): Promise<void>
}
