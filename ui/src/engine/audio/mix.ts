/** The channels of a sound as others want them. Pure. */

type Sound = Pick<AudioData, 'numberOfChannels' | 'numberOfFrames' | 'copyTo'>

/** Writes the sound into `samples`, which has room for so many channels of it: what alternates in it are the means of the
 *  sound's own first, third… and second, fourth… channels; of one channel it is the mean of all. */
export function mixTo(channels: 1 | 2, data: Sound, samples: Float32Array<ArrayBuffer>): void {
  if (channels === 1) {
    mixDown(data, samples)
    return
  }
  const plane = new Float32Array(data.numberOfFrames)
  const given = data.numberOfChannels
  samples.fill(0)
  for (let planeIndex = 0; planeIndex < given; planeIndex++) {
    data.copyTo(plane, { planeIndex, format: 'f32-planar' })
    // What has one channel is heard on both sides.
    for (const side of given === 1 ? [0, 1] : [planeIndex % 2]) {
      const share = given === 1 ? 1 : 1 / Math.ceil((given - side) / 2)
      for (let at = 0; at < plane.length; at++) samples[2 * at + side]! += plane[at]! * share
    }
  }
}

/** Writes the mean of the channels into `samples`, which has room for one of them. */
export function mixDown(data: Sound, samples: Float32Array<ArrayBuffer>): void {
  const channels = data.numberOfChannels
  data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
  if (channels === 1) return
  const other = new Float32Array(data.numberOfFrames)
  for (let planeIndex = 1; planeIndex < channels; planeIndex++) {
    data.copyTo(other, { planeIndex, format: 'f32-planar' })
    for (let at = 0; at < samples.length; at++) samples[at]! += other[at]!
  }
  for (let at = 0; at < samples.length; at++) samples[at]! /= channels
}
