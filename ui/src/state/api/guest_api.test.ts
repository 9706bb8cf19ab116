import { describe, expect, it } from 'vitest'
import { DEFAULTS } from '../../wire/defaults'
import { GuestApi } from './guest_api'

function door(digits: boolean[], phone = false) {
  const asked: string[] = []
  const fetched = async (_: unknown, options?: RequestInit): Promise<Response> => {
    asked.push(options?.method ?? 'GET')
    if (options?.method === 'POST') return Response.json({ code: 'code_wrong', detail: {} }, { status: 409 })
    return Response.json({ version: '1', words: 'one two', fingerprint: '00', digits: digits.shift() ?? false })
  }
  const kept = new Map<string, string>()
  const api = new GuestApi({
    host: '10.0.0.1:47800',
    language: 'en',
    phone,
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    openWindow: () => undefined,
    fetch: fetched as typeof fetch,
  })
  return { api, asked }
}

describe("a guest's page", () => {
  it('asks again which keys the code needs when one was wrong: it may be another by now', async () => {
    const { api, asked } = door([true, false])
    await api.state()
    expect(api.proof.get()?.digits).toBe(true)
    await expect(api.join({ address: '', name: 'Gus', code: '123456' })).rejects.toMatchObject({ code: 'code_wrong' })
    await new Promise((done) => setTimeout(done))
    expect(asked).toEqual(['GET', 'POST', 'GET'])
    expect(api.proof.get()?.digits).toBe(false)
  })

  it('shows the one who speaks large on a phone, until its person chooses', async () => {
    const { api } = door([], true)
    expect((await api.state()).settings).toMatchObject({ layout: 'speaker', join_camera_off: true })
    await api.saveSettings({ ...DEFAULTS.Settings, layout: 'grid' })
    expect((await api.state()).settings.layout).toBe('grid')
    expect((await door([]).api.state()).settings.layout).toBe('grid')
  })
})
