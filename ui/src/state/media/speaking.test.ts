import { describe, expect, it } from 'vitest'
import vectors from '../../../../tests/vectors/speech.json'
import { levelShare } from '../../wire/level'
import { ME, track } from '../testing/meeting'
import { Speaking } from './speaking'

describe('who speaks', () => {
  it.each(vectors as [number, boolean][])('is at -%i dBov what the relay takes for it: %s', (level, speech) => {
    const speaking = new Speaking(() => 0)
    speaking.levels({ 7: levelShare(level) }, [track(7, ME, 'microphone')])
    expect(speaking.participants.get()).toEqual(speech ? [ME] : [])
  })
})
