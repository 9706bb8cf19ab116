/** What the page, the control worker and the media workers tell each other. */

import type { Carriage } from '../../carriage/channel'
import type { CarryRequest } from '../../carriage/port_channel'
import type { ClientMessage } from '../../wire/messages'
import type { EngineEvent } from '../api'
import type { Micro } from '../units'
import type { Last } from './delivered'

/** Page → control worker. */
export type ControlRequest =
  /** The port to a media worker; a new one replaces the old. */
  | { type: 'peer'; name: 'audio' | 'video' | 'files'; port: MessagePort }
  /** `requests`: the host takes channels over requests, too. */
  | { type: 'connect'; url: string; requests: boolean; app: string; name: string; last: Last }
  | { type: 'try-now' }
  | { type: 'disconnect' }
  | { type: 'send'; message: ClientMessage }

/** Any worker → page. */
export type WorkerEvent = { type: 'event'; event: EngineEvent }

/** Control worker → media workers. */
export type ControlNotice =
  /** The participant was welcomed: open the media channel (again). `fresh`: as a newcomer, whose old tracks are gone. */
  | { type: 'open'; url: string; carriage: Carriage; fresh: boolean }
  /** The link is lost, or ended. `back`: it is tried again; sound that still comes and goes another way goes on. */
  | { type: 'shut'; back: boolean }
  /** Host clock minus own clock, and minus each participant's clock. */
  | { type: 'offsets'; own: Micro | null; others: Record<string, Micro> }
  /** `undecodable`: codecs that somebody in the meeting does not decode. */
  | { type: 'demand'; track: number; layers: number[]; undecodable: readonly string[] }
  | { type: 'key-frame-wanted'; track: number; layer: number }

/** Media workers → control worker. */
export type MediaRequest = { type: 'request-key-frame'; track: number; layer: number } | CarryRequest
