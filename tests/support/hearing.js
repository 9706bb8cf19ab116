// Added to a page before its own scripts: keeps what the page's sound output plays, to be listened to by a test.
// The page is not changed otherwise: whatever is connected to a context's speaker is connected to an analyser as well.
;(() => {
  const taps = new Map()
  const connect = AudioNode.prototype.connect
  const tapOf = (context) => {
    let tap = taps.get(context)
    if (!tap) {
      tap = new AnalyserNode(context, { fftSize: 32768, smoothingTimeConstant: 0 })
      taps.set(context, tap)
    }
    return tap
  }
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) connect.call(this, tapOf(this.context))
    return connect.call(this, target, ...rest)
  }

  // The last 0.68 s that were played, mixed to one channel, as base64 of 16 bit samples; empty if nothing plays.
  globalThis.meetdeskHeard = () => {
    for (const [context, tap] of taps) {
      if (context.state !== 'running') continue
      const pcm = new Float32Array(tap.fftSize)
      tap.getFloatTimeDomainData(pcm)
      const words = Int16Array.from(pcm, (sample) => Math.max(-1, Math.min(1, sample)) * 32767)
      let text = ''
      const bytes = new Uint8Array(words.buffer)
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
      return { rate: context.sampleRate, pcm: btoa(text) }
    }
    return { rate: 48000, pcm: '' }
  }

  // What a picture shows now, drawn small, as base64 of RGBA; null while it is not there.
  globalThis.meetdeskPicture = (label, width, height) => {
    const labelled = [...document.querySelectorAll('[aria-label]')].filter((each) => each.ariaLabel === label)
    const found = labelled.map((each) => (each.matches('canvas, video') ? each : each.querySelector('canvas, video'))).find(Boolean)
    if (!found || !(found.width || found.videoWidth)) return null
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    context.drawImage(found, 0, 0, width, height)
    return btoa(String.fromCharCode(...context.getImageData(0, 0, width, height).data))
  }
})()
