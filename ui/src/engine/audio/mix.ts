/** Several channels of sound as one. */

/** Writes the mean of the channels into `samples`, which has room for one of them. */
export function mixDown(
  data: Pick<AudioData, 'numberOfChannels' | 'numberOfFrames' | 'copyTo'>,
  samples: Float32Array<ArrayBuffer>,
): void {
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
