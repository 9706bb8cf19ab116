import { describe, expect, it } from 'vitest'
import vectors from '../../../../tests/vectors/speech.json'
import { levelShare } from '../../wire/level'
import { measureLevel, SILENCE_LEVEL, VoiceActivity } from './level'

describe('level', () => {
  it('is 0 for full scale, 127 for silence and 3 for a full sine', () => {
    expect(measureLevel(new Float32Array(960).fill(1))).toBe(0)
    expect(measureLevel(new Float32Array(960))).toBe(SILENCE_LEVEL)
    expect(measureLevel(Float32Array.from({ length: 960 }, (_, i) => Math.sin((2 * Math.PI * i) / 96)))).toBe(3)
    expect(measureLevel(new Float32Array(960).fill(0.001))).toBe(60)
    expect(measureLevel(new Float32Array(960).fill(3))).toBe(0)
  })

  it('becomes a share of the meter', () => {
    expect([0, 10, 35, 60, 127].map(levelShare)).toEqual([1, 1, 0.5, 0, 0])
  })
})

describe('voice activity', () => {
  /** What is said of levels given every 20 ms. */
  const run = (levels: number[]): boolean[] => {
    const activity = new VoiceActivity()
    return levels.map((level, index) => activity.update(level, index * 20))
  }
  const times = (count: number, level: number): number[] => Array.from({ length: count }, () => level)

  it('hears a voice at once and lets go 300 ms after it', () => {
    const result = run([...times(50, 70), ...times(20, 30), ...times(30, 70)])
    expect(result.slice(0, 50)).not.toContain(true)
    expect(result[50]).toBe(true)
    expect(result.slice(70, 85)).not.toContain(false)
    expect(result.slice(86)).not.toContain(true)
  })

  it('takes a steady hum for noise after a while, and a voice above it for a voice', () => {
    const result = run([...times(500, 45), ...times(5, 28)])
    expect(result[499]).toBe(false)
    expect(result[500]).toBe(true)
  })

  it.each(vectors as [number, boolean][])(
    'is at -%i dBov, out of silence, what the relay takes for it: %s',
    (level, speech) => {
      expect(run([...times(500, 90), level]).at(-1)).toBe(speech && level <= 80)
    },
  )

  it('never takes near silence for a voice', () => {
    expect(run([...times(50, 100), ...times(50, 60)])).not.toContain(true)
  })
})
