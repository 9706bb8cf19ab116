import { expect, it } from 'vitest'
import { mixDown, mixTo } from './mix'

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

it('keeps two sides apart, hears one on both, and puts five on two', () => {
  const samples = new Float32Array(4)
  mixTo(2, data([1, 0.5], [-1, 0]), samples)
  expect([...samples]).toEqual([1, -1, 0.5, 0])
  mixTo(2, data([0.25, -1]), samples)
  expect([...samples]).toEqual([0.25, 0.25, -1, -1])
  mixTo(2, data([0.75, 0], [0.5, 0], [0, 0], [0.5, 0], [0, 0.75]), samples)
  expect([...samples]).toEqual([0.25, 0.5, 0.25, 0])
})
