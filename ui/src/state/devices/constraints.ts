/** What to ask `getUserMedia` for. */

import type { SoundMode } from '../../engine/api'

/** A device chosen by the person, or the system's default for an empty string. */
function device(deviceId: string): Pick<MediaTrackConstraints, 'deviceId'> {
  return deviceId === '' ? {} : { deviceId: { exact: deviceId } }
}

/** Constraints for a camera: 720p at 30 frames a second, or the nearest it can do. */
export function cameraConstraints(deviceId = ''): MediaTrackConstraints {
  return { ...device(deviceId), width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } }
}

/**
 * Constraints for a microphone. For speech the browser removes echo and noise and evens out the loudness; music would
 * suffer from all three. In noisy places the engine removes the noise itself, and better from sound as it is.
 */
export function microphoneConstraints(deviceId = '', sound: SoundMode = 'speech'): MediaTrackConstraints {
  const speech = sound !== 'music'
  return {
    ...device(deviceId),
    echoCancellation: speech,
    noiseSuppression: sound === 'speech',
    autoGainControl: speech,
    channelCount: { ideal: 1 },
    sampleRate: { ideal: 48_000 },
  }
}

/**
 * What to ask `getDisplayMedia` for: no larger than 1920×1080, with the pointer, and with sound where there is any. The
 * meeting's own sound is left out where the engine can, so that nobody hears themselves.
 */
export function screenConstraints(): DisplayMediaStreamOptions {
  return {
    video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 30 }, cursor: 'always' },
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, restrictOwnAudio: true },
    systemAudio: 'include',
    surfaceSwitching: 'include',
    selfBrowserSurface: 'exclude',
  }
}
