import { describe, expect, it } from 'vitest'
import { createRing, PacketReader, PacketWriter } from './packets'

interface Taken {
  track: number
  captured: number
  samples: number[]
}

function readAll(reader: PacketReader): Taken[] {
  const taken: Taken[] = []
  reader.read((track, captured, samples) => taken.push({ track, captured, samples: [...samples] }))
  return taken
}

const CAPTURED = 1_795_000_000_123.456
const SAMPLES = new Float32Array([0, 1, -1, 0.5, Number.NaN])

describe('packets to the playout worklet', () => {
  it('pass through shared memory exactly', () => {
    Object.assign(globalThis, { crossOriginIsolated: true })
    const ring = createRing()
    expect(ring).not.toBeNull()
    const { port1, port2 } = new MessageChannel()
    const writer = new PacketWriter(port1, ring)
    const reader = new PacketReader(port2, ring)
    expect(readAll(reader)).toEqual([])
    expect(writer.write(4_294_967_295, CAPTURED, SAMPLES)).toBe(true)
    expect(writer.write(1, 0, new Float32Array(960).fill(0.25))).toBe(true)
    const [first, second] = readAll(reader)
    expect(first).toEqual({ track: 4_294_967_295, captured: CAPTURED, samples: [...SAMPLES] })
    expect(second!.samples.length).toBe(960)
    port1.close()
  })

  it('say how many channels they have', () => {
    Object.assign(globalThis, { crossOriginIsolated: true })
    const ring = createRing()
    const { port1, port2 } = new MessageChannel()
    const writer = new PacketWriter(port1, ring)
    writer.write(1, 0, SAMPLES)
    // The longest that Opus has: 120 ms.
    expect(writer.write(2, 0, new Float32Array(2 * 5_760), 2)).toBe(true)
    const channels: [number, number, number][] = []
    new PacketReader(port2, ring).read((track, _, samples, count) => channels.push([track, samples.length, count]))
    expect(channels).toEqual([
      [1, 5, 1],
      [2, 11_520, 2],
    ])
    port1.close()
  })

  it('are refused, not torn, when nobody reads', () => {
    Object.assign(globalThis, { crossOriginIsolated: true })
    const ring = createRing()
    const { port1, port2 } = new MessageChannel()
    const writer = new PacketWriter(port1, ring)
    const packet = new Float32Array(960).fill(0.5)
    let written = 0
    while (writer.write(7, written, packet)) written++
    expect(written).toBeGreaterThan(200)
    const taken = readAll(new PacketReader(port2, ring))
    expect(taken.map((each) => each.captured)).toEqual(Array.from({ length: written }, (_, i) => i))
    expect(taken.every((each) => each.samples.length === 960 && each.samples.every((value) => value === 0.5))).toBe(
      true,
    )
    port1.close()
  })

  it('pass over the port where there is no shared memory', async () => {
    Object.assign(globalThis, { crossOriginIsolated: false })
    expect(createRing()).toBeNull()
    const { port1, port2 } = new MessageChannel()
    const reader = new PacketReader(port2, null)
    new PacketWriter(port1, null).write(9, CAPTURED, SAMPLES)
    await expect.poll(() => readAll(reader)).toEqual([{ track: 9, captured: CAPTURED, samples: [...SAMPLES] }])
    port1.close()
  })

  it('are no more over the port than in the ring while nobody reads', async () => {
    Object.assign(globalThis, { crossOriginIsolated: false })
    const { port1, port2 } = new MessageChannel()
    const reader = new PacketReader(port2, null)
    const writer = new PacketWriter(port1, null)
    const samples = new Float32Array(960)
    const last = 1_000
    for (let packet = 0; packet <= last; packet++) writer.write(9, packet, samples)
    // Another message tells that all have come.
    const passed = new Promise((done) => port1.addEventListener('message', done))
    port1.start()
    port2.postMessage(null)
    await passed
    await new Promise((done) => setTimeout(done, 50))
    const taken = readAll(reader)
    expect(taken.length).toBe(Math.floor(2 ** 18 / 964))
    writer.write(9, -1, samples)
    await expect.poll(() => readAll(reader).map(({ captured }) => captured)).toEqual([-1])
    port1.close()
  })
})
