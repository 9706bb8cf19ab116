// A camera whose picture says when it was drawn, and a microphone whose clicks are timed where they are made.
// Added to a page before its own scripts: getUserMedia then gives these instead of devices.
;(() => {
  const WIDTH = 640
  const HEIGHT = 360
  const RATE = 30
  // The time in ms modulo 2^20, its most significant bit first, as black and white fields in the upper half; the second
  // quarter shows the inverse, so that a torn or smeared picture is told from a real one.
  const BITS = 20

  const drawTime = (context, time) => {
    const field = WIDTH / BITS
    for (let bit = 0; bit < BITS; bit++) {
      const white = (Math.floor(time) >> (BITS - 1 - bit)) & 1
      context.fillStyle = white ? '#fff' : '#000'
      context.fillRect(bit * field, 0, field, HEIGHT / 4)
      context.fillStyle = white ? '#000' : '#fff'
      context.fillRect(bit * field, HEIGHT / 4, field, HEIGHT / 4)
    }
  }

  // Something that moves and has detail, so that the encoder has work as with a person.
  const drawScene = (context, time) => {
    const shift = (time / 10) % 160
    for (let x = -160; x < WIDTH; x += 40) {
      context.fillStyle = `hsl(${(x * 3 + time / 50) % 360} 60% 50%)`
      context.beginPath()
      context.arc(x + shift, HEIGHT * 0.75 + 30 * Math.sin(x + time / 300), 34, 0, 7)
      context.fill()
    }
  }

  const camera = () => {
    const canvas = document.createElement('canvas')
    canvas.width = WIDTH
    canvas.height = HEIGHT
    const context = canvas.getContext('2d')
    const [track] = canvas.captureStream(0).getVideoTracks()
    const timer = setInterval(() => {
      if (track.readyState === 'ended') return clearInterval(timer)
      const now = performance.timeOrigin + performance.now()
      context.fillStyle = '#246'
      context.fillRect(0, HEIGHT / 2, WIDTH, HEIGHT / 2)
      drawScene(context, now)
      drawTime(context, now % 2 ** BITS)
      track.requestFrame()
    }, 1000 / RATE)
    return track
  }

  // A steady low tone, so that a gap is heard as one, and a click of 10 ms every 300 ms, its pitch one of four in turn:
  // a click is told from those before and after it, up to 1.2 s late.
  const CLICKER = `
    registerProcessor('clicker', class extends AudioWorkletProcessor {
      #sample = 0
      process(_, [[channel]]) {
        const every = Math.round(0.3 * sampleRate)
        for (let index = 0; index < channel.length; index++, this.#sample++) {
          const place = this.#sample % every
          const pitch = Math.floor(this.#sample / every) % 4
          if (place === 0) this.port.postMessage({ at: Date.now() + (index * 1000) / sampleRate, pitch })
          const click = place < 0.01 * sampleRate
          const frequency = click ? [1000, 1600, 2500, 4000][pitch] : 200
          channel[index] = (click ? 0.8 : 0.03) * Math.sin((2 * Math.PI * frequency * this.#sample) / sampleRate)
        }
        return true
      }
    })`

  const microphone = async () => {
    const context = new AudioContext({ sampleRate: 48000 })
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([CLICKER], { type: 'text/javascript' })))
    const node = new AudioWorkletNode(context, 'clicker', { numberOfInputs: 0, outputChannelCount: [1] })
    node.port.onmessage = ({ data }) => globalThis.meetdeskClicks.push(data)
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 })
    node.connect(destination)
    const [track] = destination.stream.getAudioTracks()
    const timer = setInterval(() => {
      if (track.readyState !== 'ended') return
      clearInterval(timer)
      void context.close()
    }, 200)
    return track
  }

  globalThis.meetdeskClicks = []
  globalThis.meetdeskSource = async ({ audio, video }) => {
    const tracks = []
    if (audio) tracks.push(await microphone())
    if (video && globalThis.meetdeskWithoutCamera) throw new DOMException('no camera', 'NotFoundError')
    if (video) tracks.push(camera())
    return new MediaStream(tracks)
  }
  if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = globalThis.meetdeskSource
})()
