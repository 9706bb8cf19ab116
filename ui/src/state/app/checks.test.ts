import { describe, expect, it } from 'vitest'
import type { CheckReport, RunCheck } from '../../wire/messages'
import { FakeDevices } from '../testing/fake_devices'
import { type CheckSurroundings, Checks, checkDevices, codecFinding } from './checks'

function set(change: Partial<CheckSurroundings> = {}) {
  const asked: RunCheck[] = []
  const checks = new Checks({
    api: {
      check: (request): Promise<CheckReport> => {
        asked.push(request)
        if (request.check === 'echo') return Promise.reject(new Error('gone'))
        const findings = [{ code: 'clock_fine', verdict: 'good', detail: {} } as const]
        return Promise.resolve({ check: request.check, findings })
      },
    },
    mediaDevices: new FakeDevices().asMediaDevices,
    checkCodecs: () => Promise.resolve({ ms: 4.2 }),
    ...change,
  })
  const codes = (): (string | null)[] =>
    checks.rows.get()?.map((row) => (row.findings === null ? null : row.findings.map((one) => one.code).join())) ?? []
  return { checks, asked, codes }
}

describe('the connection check', () => {
  it('runs every check, and goes on where one fails', async () => {
    const { checks, codes, asked } = set()
    await checks.start()
    expect(checks.rows.get()?.map((row) => row.check)).not.toContain('target')
    expect(codes().filter((code) => code === 'check_failed')).toHaveLength(1)
    expect(codes()).toContain('camera_fine,microphone_fine')
    expect(codes()).toContain('codecs_fine')
    expect(asked.map(({ check }) => check)).not.toContain('devices')
  })

  it('looks at the address that could not be joined', async () => {
    const { checks, asked } = set()
    await checks.start('10.0.0.9')
    expect(asked.filter(({ target }) => target !== '')).toEqual([{ check: 'target', target: '10.0.0.9' }])
  })

  it('shows what is still running, and stops when it is closed', async () => {
    const { checks, codes, asked } = set()
    const running = checks.start()
    expect(codes().every((code) => code === null)).toBe(true)
    checks.close()
    await running
    expect(checks.rows.get()).toBeNull()
    expect(asked).toHaveLength(1)
  })
})

describe("the page's own checks", () => {
  it.each([
    ['NotFoundError', 'camera_none', 'note'],
    ['NotAllowedError', 'camera_not_allowed', 'bad'],
    ['NotReadableError', 'camera_failed', 'bad'],
  ])('tell %s as %s', async (failure, code, verdict) => {
    const devices = new FakeDevices()
    devices.failure = { video: failure }
    expect((await checkDevices(devices.asMediaDevices))[0]).toMatchObject({ code, verdict })
  })

  it('close what they opened', async () => {
    const devices = new FakeDevices()
    await checkDevices(devices.asMediaDevices)
    expect(devices.opened.map((track) => track.readyState)).toEqual(['ended', 'ended'])
  })

  it('count what there is, not the uses that the system has for it', async () => {
    const devices = new FakeDevices()
    devices.microphones = ['default', 'communications', 'desk']
    devices.speakers = ['default', 'desk']
    const counts = (await checkDevices(devices.asMediaDevices)).map(({ code, detail }) => [code, detail.count])
    expect(counts).toEqual([
      ['camera_fine', 2],
      ['microphone_fine', 1],
      ['speaker_fine', 1],
    ])
  })

  it('find an engine that cannot capture', async () => {
    expect((await checkDevices(undefined)).map(({ code }) => code)).toEqual(['camera_none', 'microphone_none'])
  })

  it('tell how fast pictures are coded', () => {
    expect(codecFinding({ ms: 3.6 })).toEqual({ code: 'codecs_fine', verdict: 'good', detail: { ms: 4 } })
    expect(codecFinding({ ms: 60 }).code).toBe('codecs_slow')
    expect(codecFinding({ missing: 'VP8' })).toMatchObject({ code: 'codecs_missing', verdict: 'bad' })
  })
})
