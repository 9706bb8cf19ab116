/**
 * A microphone without an audio context, for an engine that runs none while there is nothing to play on (Firefox): two
 * peer connections of this page, of which the sending one gives its packets to the audio worker before they leave. The
 * worker passes none on, so that nothing is sent.
 */

import type { Milli } from '../api'
import type { PacketsOf } from './messages'
import type { SoundSource } from './sender'

/** A pair that found no way to each other is made anew after this long. */
const AGAIN: Milli = 1_000
/** Bits per second, as the sound is encoded once more; by itself Firefox takes 64,000. */
const BITRATE = 128_000

/** Whether this engine can do that. */
export function hasPeerCapture(): boolean {
  return typeof RTCPeerConnection !== 'undefined' && typeof RTCRtpScriptTransform !== 'undefined'
}

/**
 * Whether there is nothing that this engine could play on, which is why no context runs. Where there is, one runs after a
 * click at the latest, and pairs of connections would be made for the time until then: Firefox answered its driver no more
 * after a reload with them. An engine that gives sound to elements lists its outputs once a microphone was allowed.
 */
export async function nothingToPlayOn(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const heard = devices.some(({ kind, label }) => kind === 'audioinput' && label !== '')
  return heard && !devices.some(({ kind }) => kind === 'audiooutput')
}

/** Begins it; returns what ends it. */
export function captureByPeers(track: MediaStreamTrack, source: SoundSource, worker: Worker): () => void {
  let pair: RTCPeerConnection[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = (): void => {
    clearTimeout(timer)
    for (const peer of pair) peer.close()
    pair = []
  }
  const again = (): void => {
    end()
    timer = setTimeout(begin, AGAIN)
  }
  const begin = (): void => {
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()]
    pair = [near, far]
    // Only at the start: once they have met, packets come whatever becomes of the way between them.
    near.onconnectionstatechange = () => {
      if (near.connectionState === 'connected') near.onconnectionstatechange = null
      else if (near.connectionState === 'failed') again()
    }
    const sender = near.addTrack(track, new MediaStream([track]))
    sender.transform = new RTCRtpScriptTransform(worker, { source } satisfies PacketsOf)
    meet(near, far).catch(() => {
      if (pair[0] === near) again()
    })
  }
  begin()
  return end
}

async function meet(near: RTCPeerConnection, far: RTCPeerConnection): Promise<void> {
  near.onicecandidate = ({ candidate }) => void (candidate && far.addIceCandidate(candidate).catch(() => undefined))
  far.onicecandidate = ({ candidate }) => void (candidate && near.addIceCandidate(candidate).catch(() => undefined))
  await near.setLocalDescription(await near.createOffer())
  await far.setRemoteDescription(near.localDescription!)
  await far.setLocalDescription(await far.createAnswer())
  const { type, sdp } = far.localDescription!
  await near.setRemoteDescription({ type, sdp: withBitrate(sdp) })
}

/** What the receiver allows of Opus (RFC 7587, 6.1), which the sender then uses. */
function withBitrate(sdp: string): string {
  const payload = /^a=rtpmap:(\d+) opus\//m.exec(sdp)?.[1]
  return sdp.replace(new RegExp(`^a=fmtp:${payload} .*$`, 'm'), `$&;maxaveragebitrate=${BITRATE}`)
}
