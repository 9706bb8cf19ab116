import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SpeakerWay } from './speaker_way'

class FakeNode {
  to: object[] = []
  readonly stream = {}
  connect(target: object): void {
    this.to.push(target)
  }
  disconnect(): void {
    this.to = []
  }
}

const THERE = ['', 'headset', 'desk']
const elements: FakeAudio[] = []

class FakeAudio {
  srcObject: object | null = null
  sink = ''
  playing = false
  constructor() {
    elements.push(this)
  }
  async setSinkId(device: string): Promise<void> {
    if (!THERE.includes(device)) throw new DOMException('', 'NotFoundError')
    this.sink = device
  }
  async play(): Promise<void> {
    this.playing = true
  }
}

const destination = {}
const way = (context: object = {}) => new SpeakerWay({ destination, ...context } as unknown as AudioContext)
const outOf = ({ input }: SpeakerWay) => (input as unknown as FakeNode).to

beforeEach(() => {
  elements.length = 0
  vi.stubGlobal('GainNode', FakeNode)
  vi.stubGlobal('MediaStreamAudioDestinationNode', FakeNode)
  vi.stubGlobal('Audio', FakeAudio)
  return () => vi.unstubAllGlobals()
})

describe('a browser that gives a speaker to audio contexts', () => {
  it('is told which', async () => {
    const setSinkId = vi.fn().mockResolvedValue(undefined)
    const chosen = way({ setSinkId })
    await chosen.choose('headset')
    expect(setSinkId).toHaveBeenCalledWith('headset')
    expect(outOf(chosen)).toEqual([destination])
    expect(elements).toEqual([])
  })
})

describe('a browser that gives a speaker to media elements only', () => {
  it('plays as ever until one is chosen, then by an element, and again as ever', async () => {
    const chosen = way()
    expect(outOf(chosen)).toEqual([destination])
    await chosen.choose('headset')
    await chosen.choose('desk')
    expect(elements).toMatchObject([{ sink: 'desk', playing: true }])
    expect(outOf(chosen)).toHaveLength(1)
    expect(outOf(chosen)[0]).toBeInstanceOf(FakeNode)
    expect(elements[0]!.srcObject).toBe((outOf(chosen)[0] as FakeNode).stream)
    await chosen.choose('')
    expect(outOf(chosen)).toEqual([destination])
    expect(elements[0]!.srcObject).toBeNull()
  })

  it('goes on where it was if that speaker is not there', async () => {
    const chosen = way()
    await expect(chosen.choose('gone')).rejects.toMatchObject({ name: 'NotFoundError' })
    expect(outOf(chosen)).toEqual([destination])
  })
})

it('says so where a browser gives no choice', async () => {
  vi.stubGlobal('Audio', class {})
  await expect(way().choose('headset')).rejects.toMatchObject({ name: 'NotSupportedError' })
})
