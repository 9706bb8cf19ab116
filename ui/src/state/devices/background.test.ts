import { describe, expect, it } from 'vitest'
import type { BackdropEvents, Effect } from '../../engine/background/backdrop'
import { DEFAULTS } from '../../wire/defaults'
import type { BackgroundKind } from '../../wire/messages'
import { FakeDevices, FakeTrack } from '../testing/fake_devices'
import { settled } from '../testing/meeting'
import { Devices } from './devices'

/** Hides backgrounds when it is told to. */
class FakeBackground {
  readonly hidden: { effect: Effect; events: BackdropEvents; ended: boolean }[] = []
  fails = false
  ready: Promise<void> = Promise.resolve()

  async hide(_: MediaStreamTrack, effect: Effect, events: BackdropEvents) {
    const one = { effect, events, ended: false }
    this.hidden.push(one)
    await this.ready
    if (this.fails) throw new Error('no model')
    return {
      track: new FakeTrack('video', 'hidden') as unknown as MediaStreamTrack,
      setEffect: (changed: Effect) => {
        one.effect = changed
      },
      end: () => {
        one.ended = true
      },
    }
  }

  shrunk(file: Blob): Promise<Blob> {
    return file.size > 0 ? Promise.resolve(file) : Promise.reject(new Error('no picture'))
  }
}

function own(background: BackgroundKind, kept: Blob | null = null) {
  const devices = new FakeDevices()
  const engine = new FakeBackground()
  const all = new Devices(devices.asMediaDevices, { ...DEFAULTS.Settings, background }, engine, () =>
    Promise.resolve(kept),
  )
  const shown = () => (all.camera.view.get().track as unknown as FakeTrack | null)?.device
  return { devices, engine, ...all, camera: all.camera, background: all.background, shown }
}

describe('the background', () => {
  it('is seen as it is at first, and hidden as soon as that is chosen', async () => {
    const { camera, background, shown, engine, devices } = own('off')
    await camera.start()
    expect(shown()).toBe('camera-1')
    await background.choose('blur')
    expect(shown()).toBe('hidden')
    expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'live'])
    await background.choose('wall')
    expect(engine.hidden.map(({ effect }) => effect)).toEqual([{ kind: 'drawn', picture: 'wall' }])
    await background.choose('off')
    expect(shown()).toBe('camera-1')
    expect(engine.hidden[0]?.ended).toBe(true)
  })

  it('is never shown before it is hidden, nor when that fails', async () => {
    const { camera, engine, devices } = own('blur')
    const seen: (MediaStreamTrack | null)[] = []
    camera.view.subscribe(({ track }) => seen.push(track))
    engine.fails = true
    await camera.start()
    expect(seen.every((track) => track === null)).toBe(true)
    expect(camera.view.get()).toMatchObject({ problem: 'background_failed', starting: false, wanted: true })
    expect(devices.opened[0]?.readyState).toBe('ended')
    engine.fails = false
    await camera.start()
    expect(camera.view.get()).toMatchObject({ problem: null })
  })

  it('turns the camera off when it cannot be hidden any more', async () => {
    const { camera, engine, devices } = own('blur')
    await camera.start()
    engine.hidden[0]?.events.failed('crashed')
    // The engine notices that what it was given has ended.
    await camera.lost()
    expect(camera.view.get()).toMatchObject({ problem: 'background_failed', track: null })
    expect(devices.opened[0]?.readyState).toBe('ended')
  })

  it('is left alone when the camera was turned off while it was being hidden', async () => {
    const { camera, engine, devices } = own('blur')
    let go = (): void => undefined
    engine.ready = new Promise((resolve) => {
      go = resolve
    })
    const starting = camera.start()
    await settled()
    camera.stop()
    go()
    await starting
    expect(camera.view.get()).toMatchObject({ track: null, problem: null })
    expect([devices.opened[0]?.readyState, engine.hidden[0]?.ended]).toEqual(['ended', true])
  })

  it('says what it takes, and that this computer cannot keep up, until something else is chosen', async () => {
    const { camera, background, engine } = own('blur')
    await camera.start()
    engine.hidden[0]?.events.cost({ frameMs: 8, share: 0.24, rate: 15 })
    expect(background.view.get()).toMatchObject({ cost: { share: 0.24 }, veiled: false })
    engine.hidden[0]?.events.veiled()
    expect(background.view.get().veiled).toBe(true)
    await background.choose('blur')
    expect(engine.hidden.map(({ ended }) => ended)).toEqual([true, false])
    expect(background.view.get()).toMatchObject({ veiled: false, cost: null })
  })

  it('may be a picture of the own, and is blurred where that is gone', async () => {
    const picture = new Blob(['x'])
    const { camera, background, engine } = own('own')
    await camera.start()
    expect(engine.hidden[0]?.effect).toEqual({ kind: 'blur' })
    expect(background.view.get().hasOwn).toBe(false)
    await background.takeOwn(picture)
    expect(engine.hidden[0]?.effect).toEqual({ kind: 'own', picture })
    expect(background.view.get().hasOwn).toBe(true)
    await expect(background.takeOwn(new Blob())).rejects.toThrow()
    const again = own('own', picture)
    await again.camera.start()
    expect(again.engine.hidden[0]?.effect).toEqual({ kind: 'own', picture })
  })

  it('cannot be hidden in a browser that has no frames', async () => {
    const all = new Devices(new FakeDevices().asMediaDevices, { ...DEFAULTS.Settings, background: 'blur' })
    await all.camera.start()
    expect(all.background.available).toBe(false)
    expect((all.camera.view.get().track as unknown as FakeTrack).device).toBe('camera-1')
  })
})
