/** What the page and the worker that carries files say to each other. */

import type { Channel } from '../carriage/channel'

export interface PutOrder {
  type: 'put'
  key: string
  /** Of the file channel. */
  url: string
  /** As `offer_file` was answered. */
  file: number
  content: Blob
}

export interface GetOrder {
  type: 'get'
  key: string
  url: string
  file: number
  size: number
  /** What the content must have: 64 lower-case hexadecimal digits. */
  sha256: string
}

export type FileOrder = PutOrder | GetOrder | { type: 'pause' | 'resume' | 'cancel'; key: string }

/** The part of a channel that a transfer needs. */
export type FileSocket = Omit<Channel, 'readyState' | 'bufferedAmount'>

/** The port to whoever carries channels over requests, and says when they are carried so. */
export interface CarriageOrder {
  type: 'carriage'
  port: MessagePort
}

export type FileNews =
  /** `bytes`: of the file, that the other side has, or that are here. */
  | { type: 'moved'; key: string; bytes: number }
  /** The link broke; it is tried again. */
  | { type: 'waiting'; key: string }
  /** All is there and its hash is right; `content` of a file that was fetched. */
  | { type: 'done'; key: string; content?: Blob }
  | { type: 'failed'; key: string; code: string }
