// Reads the time out of a received picture, and finds the clicks in what is played. Added to a page before its scripts.
;(() => {
  const BITS = 20
  const PERIOD = 2 ** BITS
  const small = new OffscreenCanvas(BITS * 4, 8)
  const context = small.getContext('2d', { willReadFrequently: true })

  // The time in a picture, modulo 2^20 ms; null if it is not readable.
  const readTime = (element) => {
    context.drawImage(element, 0, 0, small.width, small.height)
    const { data } = context.getImageData(0, 0, small.width, small.height)
    const light = (bit, row) => data[(row * small.width + bit * 4 + 2) * 4 + 1]
    let time = 0
    for (let bit = 0; bit < BITS; bit++) {
      const above = light(bit, 1)
      const below = light(bit, 3)
      if (Math.abs(above - below) < 80) return null
      time = time * 2 + (above > below ? 1 : 0)
    }
    return time
  }

  globalThis.meetdeskPictureDelays = []
  globalThis.meetdeskHeardClicks = []
  let last = null
  const look = () => {
    const element = [...document.querySelectorAll('canvas[role=img], video[data-received]')].find(
      (each) => each.width || each.videoWidth,
    )
    if (element && element.videoWidth !== 0) {
      const time = readTime(element)
      if (time !== null && time !== last) {
        last = time
        const now = performance.timeOrigin + performance.now()
        globalThis.meetdeskPictureDelays.push({ at: now, delay: (((now - time) % PERIOD) + PERIOD) % PERIOD })
      }
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)

  const LISTENER = `
    registerProcessor('listener', class extends AudioWorkletProcessor {
      #quiet = 0
      process([input]) {
        const now = Date.now()
        const length = input[0]?.length ?? 0
        for (let index = 0; index < length; index++) {
          if (Math.abs(input[0][index]) < 0.15) { this.#quiet++; continue }
          if (this.#quiet > 0.2 * sampleRate) this.port.postMessage(now + (index * 1000) / sampleRate)
          this.#quiet = 0
        }
        return true
      }
    })`

  // Listens to a node of a context that is about to play.
  const listeners = new Map()
  globalThis.meetdeskListen = async (node) => {
    const { context: audio } = node
    if (!listeners.has(audio)) {
      const url = URL.createObjectURL(new Blob([LISTENER], { type: 'text/javascript' }))
      listeners.set(
        audio,
        audio.audioWorklet.addModule(url).then(() => {
          const listener = new AudioWorkletNode(audio, 'listener', { numberOfOutputs: 0 })
          listener.port.onmessage = ({ data }) => globalThis.meetdeskHeardClicks.push(data)
          return listener
        }),
      )
    }
    connect.call(node, await listeners.get(audio))
  }
  const connect = AudioNode.prototype.connect
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) void globalThis.meetdeskListen(this)
    return connect.call(this, target, ...rest)
  }
})()
