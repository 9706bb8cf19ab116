/**
 * What the rest of the UI may ask of the media engine, and what the engine tells it.
 *
 * The engine owns sockets, capture, encoding, decoding, playout and drawing, in workers. It knows tracks and channels,
 * but no people, names or layouts. Nothing outside `engine/` touches WebCodecs, WebAudio or a media socket.
 */

import type { Carriage } from '../carriage/channel'
import type { ClientMessage, HostMessage, Layer } from '../wire/messages'
import type { Channel } from '../wire/rules'

export type Milli = number & { readonly __unit?: 'ms' }
/** Channels of media frames. */
export type MediaChannel = Extract<Channel, 'audio' | 'audio-copy' | 'video'>

/** State of the link to the meeting. `waiting`: in the lobby, until the host lets this person in. `lost`: trying again by itself; `reason`: the stable error code of the last attempt,
 *  where one is known. `closed`: over; `code` is a WebSocket close code. */
export type LinkState =
  | { state: 'connecting' }
  | { state: 'waiting' }
  | { state: 'open' }
  | { state: 'lost'; since: Milli; attempt: number; reason: string }
  | { state: 'closed'; code: number; reason: string }

/** What one track costs and how well it goes, about once a second. Rates are of the last second or two. */
export interface TrackStats {
  track: number
  direction: 'send' | 'receive'
  kind: 'audio' | 'video'
  codec: string
  /** Capture to playout/drawing, by both clocks; null until both offsets are known. Median and 95th percentile of 2 s. */
  latencyP50: Milli | null
  latencyP95: Milli | null
  bitsPerSecond: number
  framesPerSecond: number
  width: number
  height: number
  layer: number
  /** Receive: frames that could not be decoded or came too late; send: frames skipped under pressure. */
  dropped: number
  /** Audio receive: current target of the jitter buffer and concealed share of the last 2 s (0..1). */
  jitterTarget: Milli | null
  concealed: number
  /** Sound minus picture of the same participant, if both are received: positive when the sound is late. */
  lipSync: Milli | null
  /** Video receive: how long pictures waited, decoded, for their sound. Median of 2 s; null if none was drawn. */
  waited: Milli | null
  /** Audio receive: from the mixing to the ear, by what the engine knows of the loudspeaker; null until it is known. */
  speakerDelay: Milli | null
  /** Video send: mean time to encode a frame in the last second; null if none was. */
  encodeMs: Milli | null
  /** Video send: why the picture is smaller, rarer or coarser than it could be. */
  reduced: Reduced | null
}

/** What stands against a better picture: this computer's processor, or its network. */
export type Reduced = 'processor' | 'network'

/** `blocked`: the page may not make sound until the person touches it. `interrupted`: the device or the system failed,
 * and is tried again by itself. */
export type SoundPause = 'blocked' | 'interrupted'

export type EngineEvent =
  | { type: 'message'; message: HostMessage }
  | { type: 'link'; link: LinkState }
  /** The media channels came up or went; tracks must be published again only after a new `welcome` with a `state`. */
  | { type: 'media'; channel: Extract<Channel, 'audio' | 'video'>; open: boolean }
  /** Level of the own microphone, 0..1, about 20 a second while a microphone is on, muted or not. */
  | { type: 'own-level'; level: number; speaking: boolean }
  /** Levels (0..1) of received audio tracks that are heard or just fell silent, about 10 a second. */
  | { type: 'levels'; levels: Record<number, number> }
  | { type: 'stats'; stats: TrackStats[] }
  /** The latest round trip to the host, about once a second. */
  | { type: 'round-trip'; milliseconds: Milli; carriage: Carriage }
  /** Host's clock minus this page's, as the latest round trips tell it. */
  | { type: 'clock'; offset: Milli }
  /** A track's first picture was drawn, or its picture size changed. */
  | { type: 'picture'; track: number; width: number; height: number }
  /** No new picture for 2 s although one is wanted (`frozen`), or flowing again. */
  | { type: 'frozen'; track: number; frozen: boolean }
  /** Not even a first picture has come for some seconds although one is wanted, or one has come. */
  | { type: 'missing'; track: number; missing: boolean }
  /** More or larger pictures come than may, so they are not decoded (`excess`), or one that may be shown was. */
  | { type: 'excess'; track: number; excess: boolean }
  /** This engine does not decode what the track is encoded with (`undecodable`), or has begun to show it. */
  | { type: 'undecodable'; track: number; codec: string; undecodable: boolean }
  /** This layer was asked for, and is more than this window can decode beside all else: less should be asked for. */
  | { type: 'too-much'; track: number; layer: number }
  /** The size of what is captured was measured, at its first frame and whenever it changes: this is to be published. */
  | { type: 'measured'; source: 'camera' | 'screen'; published: PublishedLayers }
  /** Pictures of the own camera or screen are wanted and do not leave, whatever was tried (`stalled`), or leave again. */
  | { type: 'stalled'; source: 'camera' | 'screen'; stalled: boolean; detail: string }
  /** What is captured of the own screen has been black or transparent for long (`blank`), or shows something again. */
  | { type: 'blank'; source: 'camera' | 'screen'; blank: boolean }
  /** How the own screen is sent from now on, as was chosen or as it moves. */
  | { type: 'screen-manner'; manner: Manner }
  /** Nothing has come from the own camera for long, whatever was tried with it here: it should be opened anew. */
  | { type: 'camera-silent' }
  /** The own capture track ended: unplugged or taken. */
  | { type: 'device-lost'; device: 'camera' | 'microphone' }
  /** Why no sound is made; null: it is. `resumeAudio()` from a click ends what is `blocked`. */
  | { type: 'audio-suspended'; pause: SoundPause | null }
  | { type: 'fault'; code: string; detail: string }
  /** A worker had failed or stopped, and was started again with everything it has to know. */
  | { type: 'restarted'; worker: 'control' | 'audio' | 'video'; detail: string }

/** How a screen is sent: each picture whole and legible, or many of them. */
export type Manner = 'sharp' | 'smooth'
/** `automatic`: by how much of it moves. */
export type MannerChoice = Manner | 'automatic'

export type Source = 'camera' | 'microphone' | 'screen' | 'screen_audio'

/** A received track. */
export interface ReceivedTrack {
  track: number
  participant: number
  kind: 'audio' | 'video'
  /** WebCodecs codec string. */
  codec: string
  /** Whether it belongs to somebody's screen. */
  screen: boolean
  /** Of a picture: the sizes that its sender announced. */
  layers: PublishedLayers['layers']
}

/** What a source publishes; the engine picks sizes for the layers and says them here for `publish_track`. */
export interface PublishedLayers {
  codec: string
  layers: { layer: number; width: number; height: number }[]
}

/** In pixels; what is missing is not known. */
export interface PictureSize {
  width?: number | undefined
  height?: number | undefined
}

export type SoundMode = 'speech' | 'noisy' | 'music'

/** The whole engine, as the rest of the page has it. What is asked for takes effect in the order in which it was
 * asked. */
export interface Engine {
  /** Opens the control channel, says hello, keeps it up, then audio and video. Events come from now on. */
  connect(name: string): void
  /** While the link is lost: the next attempt is made now. */
  tryNow(): void
  /** Closes everything without coming back. */
  disconnect(): void
  /** Sends a control message; while the link is lost, or (but for `leave`) one waits, it is refused (false) — the state layer keeps what matters. */
  send(message: ClientMessage): boolean

  /** Hands over a captured camera track (null: none). Returns what to publish. The engine owns the track from now on.
   *  `size`: of its picture, where the track does not know it yet. */
  setCamera(track: MediaStreamTrack | null, size?: PictureSize): Promise<PublishedLayers | null>
  /** As `setCamera`; its level is measured whether it is published or not. */
  setMicrophone(track: MediaStreamTrack | null): Promise<PublishedLayers | null>
  /** The same for a screen, a window or a tab, and for what it plays. */
  setScreen(track: MediaStreamTrack | null): Promise<PublishedLayers | null>
  /** How the own screen is sent, this one and those after it; `automatic` at first. */
  setScreenManner(choice: MannerChoice): void
  /** Null where nothing that plays is shared. */
  setScreenAudio(track: MediaStreamTrack | null): Promise<PublishedLayers | null>
  /** Track ids given by the host for what we publish; frames flow only after this. null: not published.
   *  `layers`: what the host has told the others of its sizes. No larger picture is sent, as they would not decode it. */
  setPublished(source: Source, track: number | null, layers?: readonly Layer[], codec?: string | null): void
  /** Muted: nothing is encoded or sent, and the level is still measured. Takes effect at once. */
  setMuted(source: Source, muted: boolean): void

  /** Shows a received video track in this place, whose only child is the engine's element, until detached. */
  attach(track: number, place: HTMLElement): void
  /** The place is empty then. The track is decoded no longer once it is shown nowhere. */
  detach(place: HTMLElement): void
  /** Size of the place in device pixels, so that the picture is drawn at the size it is shown. The element always holds
   *  the whole picture in its own shape; `object-fit` of the place says whether it shows all of it or cuts it. */
  resize(place: HTMLElement, width: number, height: number): void

  /** What the microphone is for; the sound of an instrument needs more bits than a voice. */
  setSound(mode: SoundMode): void

  /** The audio track that plays in sync with a video track of the same participant. */
  setSync(video: number, audio: number | null): void
  /** `volume`: factor on the samples, 0 (not heard) upwards; 1 as it was sent. Kept for a track that has not come
   * yet. */
  setVolume(audioTrack: number, volume: number): void
  /** Rejects if there is no such speaker or this browser cannot choose one; the sound stays where it was. */
  setSpeaker(deviceId: string): Promise<void>
  /** After `blocked`: to be called while the page handles a click or a key, or browsers refuse. */
  resumeAudio(): Promise<void>
  /** Whether the system has anything to play on; when it has again, that is where sound goes. */
  soundIsThere(there: boolean): void
  /** Plays two notes on the chosen speaker; resolves when they are over. Only after a click. */
  playTestSound(): Promise<void>

  /** Removes what belongs to tracks that are no longer published. */
  setTracks(tracks: readonly ReceivedTrack[]): void
}

/** Has what carries channels over requests. */
export interface Carrying {
  /** For a worker with channels of its own: `join` gets a port for it now, and a new one whenever that is of no use. */
  joinCarriage(join: (port: MessagePort) => void): void
}

/** What an engine needs to be made; none of it changes later. */
export interface EngineOptions {
  /** `ws://127.0.0.1:<port>/api/meeting`, without the channel; a guest's page: `wss://<host>/meetdesk/<version>`. */
  url: string
  /** True: the host takes the same channels over ordinary requests, too, where a socket will not open. */
  requests?: boolean
  /** False: this browser can neither encode nor decode; only the control channel is opened, so that one can chat. */
  media?: boolean
  appVersion: string
  /** Called in the page's own thread, one event after the other. */
  onEvent(event: EngineEvent): void
}

/** Reasons this browser engine cannot hold a call, as message keys; empty if it can. */
export type Unsupported = ('webcodecs' | 'worklet' | 'secure_context' | 'offscreen_canvas' | 'camera_api')[]
