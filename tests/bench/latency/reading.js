// Reads the time out of a received picture, and finds the clicks in what is played. Added to a page before its scripts.
;(() => {
  const BITS = 20
  const PERIOD = 2 ** BITS
  const small = new OffscreenCanvas(BITS * 4, 8)
  const context = small.getContext('2d', { willReadFrequently: true })

  // The time in a picture, modulo 2^20 ms; what was seen in its fields if it is not readable.
  const readTime = (element) => {
    context.drawImage(element, 0, 0, small.width, small.height)
    const { data } = context.getImageData(0, 0, small.width, small.height)
    const light = (bit, row) => data[(row * small.width + bit * 4 + 2) * 4 + 1]
    const fields = Array.from({ length: BITS }, (_, bit) => [light(bit, 0), light(bit, 3)])
    if (fields.some(([above, below]) => Math.abs(above - below) < 80)) return fields
    return fields.reduce((time, [above, below]) => time * 2 + (above > below ? 1 : 0), 0)
  }

  globalThis.meetdeskReadings = { pictures: [], captured: [], clicks: [], gapMs: 0, unreadable: [], firstAt: null }
  let last = null
  const look = () => {
    const element = document.querySelector('canvas[data-received], video[data-received]')
    if (element && element.videoWidth !== 0 && element.width !== 0 | element.videoWidth) {
      const time = readTime(element)
      if (Array.isArray(time)) globalThis.meetdeskReadings.unreadable.push({ width: element.videoWidth ?? element.width, fields: time })
      else if (time !== last) {
        last = time
        const now = performance.timeOrigin + performance.now()
        const readings = globalThis.meetdeskReadings
        readings.pictures.push((((now - time) % PERIOD) + PERIOD) % PERIOD)
        readings.captured.push({ time, width: element.videoWidth ?? element.width })
        readings.firstAt ??= now
      }
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)

  // A click: louder than anything else after 100 ms that were not; its pitch by the changes of sign in the 8 ms after.
  const LISTENER = `
    registerProcessor('listener', class extends AudioWorkletProcessor {
      #quiet = 0
      #click = null
      #before = 0
      process([input]) {
        const now = Date.now()
        const heard = input[0] ?? new Float32Array(128)
        let power = 0
        for (let index = 0; index < heard.length; index++) {
          const sample = heard[index]
          power += sample * sample
          if (this.#click) this.#follow(sample)
          else if (Math.abs(sample) < 0.2) this.#quiet++
          else {
            if (this.#quiet > 0.1 * sampleRate) {
              this.#click = { at: now + (index * 1000) / sampleRate, samples: 0, signs: 0 }
            }
            this.#quiet = 0
          }
          this.#before = sample
        }
        if (Math.sqrt(power / heard.length) < 0.009) this.port.postMessage({ gapMs: (heard.length * 1000) / sampleRate })
        return true
      }
      #follow(sample) {
        const click = this.#click
        if (sample > 0 !== this.#before > 0) click.signs++
        if (++click.samples < 0.008 * sampleRate) return
        const frequency = (click.signs / 0.016)
        const pitch = [1300, 2050, 3250].filter((limit) => frequency > limit).length
        this.port.postMessage({ at: click.at, pitch })
        this.#click = null
      }
    })`

  const listeners = new Map()
  const connect = AudioNode.prototype.connect
  const listen = async (node) => {
    const { context: audio } = node
    if (!listeners.has(audio)) {
      const url = URL.createObjectURL(new Blob([LISTENER], { type: 'text/javascript' }))
      listeners.set(
        audio,
        audio.audioWorklet.addModule(url).then(() => {
          const listener = new AudioWorkletNode(audio, 'listener', { numberOfOutputs: 0 })
          listener.port.onmessage = ({ data }) => {
            const readings = globalThis.meetdeskReadings
            if (data.gapMs) readings.gapMs += data.gapMs
            else readings.clicks.push(data)
          }
          return listener
        }),
      )
    }
    connect.call(node, await listeners.get(audio))
  }
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) void listen(this)
    return connect.call(this, target, ...rest)
  }
})()
