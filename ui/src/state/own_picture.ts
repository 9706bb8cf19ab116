import type { AppApi } from './api'
import { fromBase64, toBase64 } from './tools/base64'

/** The person's own picture to stand before, as their app keeps it; null: there is none. */
export async function keptPicture(api: Pick<AppApi, 'background'>): Promise<Blob | null> {
  const { picture = '' } = await api.background()
  return picture === '' ? null : new Blob([fromBase64(picture) as Uint8Array<ArrayBuffer>])
}

export async function keepPicture(api: Pick<AppApi, 'saveBackground'>, picture: Blob): Promise<void> {
  await api.saveBackground({ picture: toBase64(new Uint8Array(await picture.arrayBuffer())) })
}
