import { expect, it } from 'vitest'
import { mixDown } from './mix'

function data(...planes: number[][]) {
  return {
    numberOfChannels: planes.length,
    numberOfFrames: planes[0]!.length,
    copyTo: (into: AllowSharedBufferSource, { planeIndex }: AudioDataCopyToOptions) => {
      ;(into as Float32Array).set(planes[planeIndex]!)
    },
  }
}

it('hears both sides of a stereo sound', () => {
  const samples = new Float32Array(3)
  mixDown(data([1, 0, 0.5], [0, 1, 0.5]), samples)
  expect([...samples]).toEqual([0.5, 0.5, 0.5])
})

it('leaves a single channel as it is', () => {
  const samples = new Float32Array(2)
  mixDown(data([0.25, -1]), samples)
  expect([...samples]).toEqual([0.25, -1])
})
