import { describe, expect, it } from 'vitest'
import type { FileNews, FileOrder } from '../../files'
import { DEFAULTS } from '../../wire/defaults'
import type { NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import { settled } from '../testing/meeting'
import { Files } from './files'

function stage(refuse: string | null = null) {
  const orders: FileOrder[] = []
  const asked: NewRequest[] = []
  let news: (one: FileNews) => void = () => undefined
  let file = 0
  const saved: [Blob, string][] = []
  const released: string[] = []
  const files = new Files({
    url: 'ws://host/file',
    carrier: (onNews) => {
      news = onNews
      return { order: (order) => orders.push(order), stop: () => undefined }
    },
    ask: async (request) => {
      asked.push(request)
      if (refuse !== null && request.type === 'offer_file') throw new ProblemError(refuse as 'file_empty')
      return { ...DEFAULTS.Done, type: 'done', id: 1, ...(request.type === 'offer_file' && { file: ++file }) }
    },
    save: (...one) => saved.push(one),
    pictureOf: async (content) =>
      content === plan
        ? 'none'
        : {
            url: 'blob:1',
            thumbnail: null,
            enlarged: null,
            width: 3,
            height: 2,
            still: null,
            release: () => released.push('blob:1'),
          },
  })
  return { files, orders, asked, saved, released, tell: (one: FileNews) => news(one) }
}

const plan = new File(['plan'], 'plan.pdf')

describe('files that are sent', () => {
  it('are offered, carried, and gone from the list when the host has them', async () => {
    const { files, orders, asked, tell } = stage()
    await files.send([plan], 7)
    expect(asked).toEqual([{ type: 'offer_file', name: 'plan.pdf', size: 4, to: 7 }])
    expect(orders).toMatchObject([{ type: 'put', url: 'ws://host/file', file: 1, content: plan }])
    const key = orders[0]?.key ?? ''
    tell({ type: 'moved', key, bytes: 2 })
    expect(files.outgoing.get()).toMatchObject([{ place: 7, bytes: 2, state: 'moving' }])
    tell({ type: 'waiting', key })
    expect(files.outgoing.get()[0]?.state).toBe('waiting')
    tell({ type: 'done', key })
    expect(files.outgoing.get()).toEqual([])
  })

  it('are paused, resumed, cancelled', async () => {
    const { files, orders, asked } = stage()
    await files.send([plan], null)
    const key = orders[0]?.key ?? ''
    files.pause(key)
    expect(files.outgoing.get()[0]?.state).toBe('paused')
    await files.resume(key)
    files.cancel(key)
    expect(orders.map(({ type }) => type)).toEqual(['put', 'pause', 'resume', 'cancel'])
    expect(asked.at(-1)).toEqual({ type: 'withdraw_file', file: 1 })
    expect(files.outgoing.get()).toEqual([])
  })

  it('have failed when the host waits for them no longer, and can be sent once more', async () => {
    const { files, orders, asked } = stage()
    await files.send([plan], null)
    const key = orders[0]?.key ?? ''
    files.pause(key)
    files.ended(7, 'file_idle')
    expect(files.outgoing.get()[0]?.state).toBe('paused')
    files.ended(1, 'file_idle')
    expect(files.outgoing.get()).toMatchObject([{ state: 'failed', problem: { code: 'file_idle' } }])
    await files.resume(key)
    expect(files.outgoing.get()).toMatchObject([{ state: 'moving', problem: null }])
    expect(orders.map(({ type }) => type)).toEqual(['put', 'pause', 'cancel', 'put'])
    expect(asked.map(({ type }) => type)).toEqual(['offer_file', 'offer_file'])
  })

  it('stay paused, whatever the carrier said before it heard of it', async () => {
    const { files, orders, tell } = stage()
    await files.send([plan], null)
    const key = orders[0]?.key ?? ''
    files.pause(key)
    tell({ type: 'moved', key, bytes: 3 })
    tell({ type: 'waiting', key })
    expect(files.outgoing.get()).toMatchObject([{ bytes: 3, state: 'paused' }])
    files.fetch({ file: 4, name: 'plan.pdf', size: 4, sha256: 'ab' })
    files.pauseFetching(4)
    tell({ type: 'moved', key: 'get 4', bytes: 2 })
    expect(files.incoming.get().get(4)).toMatchObject({ bytes: 2, state: 'paused' })
    files.resumeFetching(4)
    tell({ type: 'moved', key: 'get 4', bytes: 3 })
    expect(files.incoming.get().get(4)).toMatchObject({ bytes: 3, state: 'moving' })
  })

  it('say why they were refused, and can be tried again', async () => {
    const { files } = stage('file_too_large')
    await files.send([plan], null)
    expect(files.outgoing.get()).toMatchObject([{ state: 'failed', problem: { code: 'file_too_large' } }])
    const { files: others, orders, asked, tell } = stage()
    await others.send([plan], null)
    const key = orders[0]?.key ?? ''
    tell({ type: 'failed', key, code: 'file_damaged' })
    await others.resume(key)
    expect(asked.map(({ type }) => type)).toEqual(['offer_file', 'withdraw_file', 'offer_file'])
    expect(orders.at(-1)).toMatchObject({ type: 'put', file: 2 })
  })
})

describe('files that are fetched', () => {
  it('are here when their content is, and forgotten when cancelled', async () => {
    const { files, orders, tell } = stage()
    const shared = { file: 4, name: 'plan.pdf', size: 4, sha256: 'ab' }
    files.fetch(shared)
    const key = orders[0]?.key ?? ''
    tell({ type: 'moved', key, bytes: 3 })
    expect(files.incoming.get().get(4)).toMatchObject({ bytes: 3, state: 'moving' })
    tell({ type: 'done', key, content: plan })
    expect(files.incoming.get().get(4)).toMatchObject({ state: 'done', content: plan })
    files.cancelFetching(4)
    tell({ type: 'moved', key, bytes: 4 })
    await settled()
    expect(files.incoming.get().size).toBe(0)
  })

  it('are saved or shown as soon as they are here, whatever the person looks at meanwhile', async () => {
    const { files, orders, saved, released, tell } = stage()
    const shared = { file: 4, name: 'plan.png', size: 4, sha256: 'ab' }
    files.get(shared, 'save')
    const key = orders[0]?.key ?? ''
    tell({ type: 'failed', key, code: 'file_damaged' })
    files.fetch(shared)
    expect(saved).toEqual([])
    tell({ type: 'done', key, content: plan })
    expect(saved).toEqual([[plan, 'plan.png']])
    files.get(shared, 'save')
    expect(saved, 'once more, without fetching it').toHaveLength(2)
    files.get(shared, 'show')
    await settled()
    expect(files.incoming.get().get(4)).toMatchObject({ picture: 'none', wish: null })
    files.get({ ...shared, file: 5 }, 'show')
    tell({ type: 'done', key: orders.at(-1)?.key ?? '', content: new Blob(['picture']) })
    await settled()
    expect(files.incoming.get().get(5)?.picture).toMatchObject({ url: 'blob:1', width: 3 })
    files.hide(5)
    expect(files.incoming.get().get(5)?.picture).toBe(null)
    expect(released).toEqual(['blob:1'])
    expect(orders.map(({ type }) => type)).toEqual(['get', 'get', 'get'])
    expect(saved).toHaveLength(2)
  })
})
