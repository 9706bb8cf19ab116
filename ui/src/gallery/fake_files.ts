import type { FileCarrier, FileNews } from '../files'
import { pictureOf } from '../view/chat/picture_of'

/** Files that come at once, and are all the same picture; `pictures` off: none ever comes. */
export function fakeFiles(pictures: boolean) {
  return {
    carrier: (onNews: (news: FileNews) => void): FileCarrier => ({
      order: (order) => {
        if (pictures && order.type === 'get')
          void drawn().then((content) => onNews({ type: 'done', key: order.key, content }))
      },
      stop: () => undefined,
    }),
    url: '',
    save: () => undefined,
    pictureOf,
  }
}

async function drawn(): Promise<Blob> {
  const canvas = new OffscreenCanvas(1_600, 1_000)
  const painter = canvas.getContext('2d')
  if (painter) {
    for (let at = 0; at < 40; at++) {
      painter.fillStyle = `hsl(${at * 9} 60% 55%)`
      painter.fillRect((at % 8) * 200, Math.floor(at / 8) * 200, 200, 200)
    }
  }
  return canvas.convertToBlob()
}
