import { describe, expect, it } from 'vitest'
import { HttpApi } from './app_api'

describe("the app's own server", () => {
  const answering = (answer: Response): HttpApi => new HttpApi(() => Promise.resolve(answer))

  it('is understood when it refuses', async () => {
    const refusal = Response.json({ code: 'protocol_version', detail: { host: 2, app: 1 } }, { status: 409 })
    await expect(answering(refusal).host({ name: 'x' })).rejects.toMatchObject({
      code: 'protocol_version',
      detail: { host: 2, app: 1 },
    })
  })

  it('is an internal error when it answers nonsense or nothing', async () => {
    await expect(answering(new Response('<h1>', { status: 500 })).state()).rejects.toMatchObject({ code: 'internal' })
    await expect(new HttpApi(() => Promise.reject(new TypeError())).quit()).rejects.toMatchObject({ code: 'internal' })
  })

  it('may answer without a body', async () => {
    await expect(answering(new Response(null, { status: 204 })).leave()).resolves.toBeUndefined()
  })
})
