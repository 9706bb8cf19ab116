import { describe, expect, it } from 'vitest'
import { Speaker } from './speaker'

/** A speaker among these devices; `played` is where the sound went. */
function set(...there: string[]) {
  const played: string[] = []
  const speaker = new Speaker(async (device) => {
    if (device !== '' && !there.includes(device)) throw new DOMException('', 'NotFoundError')
    played.push(device)
  })
  return {
    speaker,
    played,
    change: (...now: string[]) => {
      there = now
      return speaker.devicesChanged(now.map((id) => ({ id, label: `name of ${id[0]}` })))
    },
  }
}

describe('the speaker', () => {
  it('gives way to the system’s own when it is pulled out, says so, and comes back', async () => {
    const { speaker, played, change } = set('headset', 'desk')
    await speaker.choose('headset')
    await change('desk')
    expect([played, speaker.lost.get()]).toEqual([['headset', ''], true])
    await change('desk', 'headset')
    expect([played, speaker.lost.get()]).toEqual([['headset', '', 'headset'], false])
  })

  it('of another day is used as soon as it is there, and not missed before', async () => {
    const { speaker, played, change } = set('desk')
    await speaker.remember({ id: 'headset', label: '' })
    await change('desk')
    expect([played, speaker.lost.get()]).toEqual([[], false])
    await change('desk', 'headset')
    expect(played).toEqual(['headset'])
  })

  it('of another day is known by its name, for ids are new ones every day', async () => {
    const { speaker, played, change } = set('desk', 'headset')
    await speaker.remember({ id: 'of-another-day', label: 'name of h' })
    await change('desk', 'headset')
    expect([played, speaker.missing, speaker.lost.get()]).toEqual([['headset'], false, false])
    await change('desk')
    expect([played, speaker.lost.get()]).toEqual([['headset', ''], true])
  })

  it('stays where it was if another one cannot be had', async () => {
    const { speaker, played, change } = set('desk')
    await speaker.choose('desk')
    await expect(speaker.choose('gone')).rejects.toThrow()
    await change('desk')
    expect([played, speaker.lost.get()]).toEqual([['desk'], false])
  })

  it('of the system is nobody’s loss', async () => {
    const { speaker, played, change } = set('desk')
    await speaker.choose('')
    await change()
    expect([played, speaker.lost.get()]).toEqual([[''], false])
  })
})
