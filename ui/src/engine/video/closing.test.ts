import { beforeEach, describe, expect, it, vi } from 'vitest'
import { screenFor } from './screen'
import { StillPicture } from './still'

/** A frame that counts those like it that are open: an engine has few of them, and misses each that nobody closes. */
class CountedFrame {
  static open = 0
  #open = true
  readonly format = 'I420'
  readonly codedWidth = 2
  readonly codedHeight = 2

  constructor() {
    CountedFrame.open++
  }

  clone(): CountedFrame {
    return new CountedFrame()
  }

  close(): void {
    if (this.#open) CountedFrame.open--
    this.#open = false
  }

  allocationSize(): number {
    return 4
  }

  async copyTo(): Promise<void> {
    await Promise.resolve()
  }
}

const frame = (): VideoFrame => new CountedFrame() as unknown as VideoFrame

beforeEach(() => {
  CountedFrame.open = 0
})

describe('a picture that is shown nowhere any more', () => {
  it('is closed if what showed it is gone', async () => {
    const sink = new WritableStream<VideoFrame>({
      write(shown, controller) {
        shown.close()
        controller.error('gone')
      },
    })
    const screen = screenFor({ kind: 'stream', stream: sink })
    for (let number = 0; number < 5; number++) {
      const shown = frame()
      screen.draw(shown, false)
      shown.close()
      await new Promise((done) => setTimeout(done))
    }
    expect(CountedFrame.open).toBe(0)
  })

  it('is not kept by a capture that ended while it was compared', async () => {
    const still = new StillPicture()
    const first = frame()
    const taken = still.take(first, true)
    still.close()
    expect(await taken).toBe(false)
    first.close()
    expect(CountedFrame.open).toBe(0)
  })

  it('is kept while the capture goes on, and closed at its end', async () => {
    const still = new StillPicture()
    const first = frame()
    expect(await still.take(first, true)).toBe(true)
    first.close()
    expect([CountedFrame.open, still.isThere]).toEqual([1, true])
    still.close()
    expect(CountedFrame.open).toBe(0)
  })
})

describe('a page that is held up', () => {
  it('misses pictures rather than having many open', () => {
    vi.spyOn(performance, 'now').mockReturnValue(1_000)
    const screen = screenFor({
      kind: 'stream',
      stream: new WritableStream({ write: () => new Promise(() => undefined) }),
    })
    for (let number = 0; number < 50; number++) {
      const shown = frame()
      screen.draw(shown, false)
      shown.close()
    }
    expect(CountedFrame.open).toBe(2)
    vi.restoreAllMocks()
  })
})
