// Encodes what a bot sends: the moving pattern of tests/support/picture.py in two layers, and a tone.
// Runs in a headless Chromium page; called by tests/support/samples.py.

const base64 = (bytes) => {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return btoa(text)
}

const bytesOf = (chunk) => {
  const bytes = new Uint8Array(chunk.byteLength)
  chunk.copyTo(bytes)
  return base64(bytes)
}

async function encodeVideo({ width, height, rate, seconds, bitrate, keyEvery, colour, barShare }) {
  const frames = []
  const failed = []
  const encoder = new VideoEncoder({
    output: (chunk, metadata) =>
      frames.push({ key: chunk.type === 'key', temporal: metadata?.svc?.temporalLayerId ?? 0, data: bytesOf(chunk) }),
    error: (error) => failed.push(String(error)),
  })
  encoder.configure({
    codec: 'vp8', width, height, bitrate, framerate: rate, scalabilityMode: 'L1T3', latencyMode: 'realtime',
  })
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  const count = Math.round(rate * seconds)
  const bar = width * barShare
  for (let index = 0; index < count; index++) {
    context.fillStyle = colour
    context.fillRect(0, 0, width, height)
    context.fillStyle = 'rgb(235 235 235)'
    context.fillRect(((width - bar) * index) / count, 0, bar, height)
    const frame = new VideoFrame(canvas, { timestamp: Math.round((index * 1e6) / rate) })
    encoder.encode(frame, { keyFrame: index % keyEvery === 0 })
    frame.close()
    // In real time mode an encoder may drop frames that come faster than it can take them.
    while (encoder.encodeQueueSize > 2 && !failed.length) await new Promise((done) => setTimeout(done, 1))
  }
  await encoder.flush()
  encoder.close()
  if (failed.length) throw new Error(failed[0])
  if (frames.length !== count) throw new Error(`encoded ${frames.length} of ${count} frames`)
  return frames
}

async function encodeTone({ frequency, seconds, amplitude }) {
  const frames = []
  const failed = []
  const encoder = new AudioEncoder({
    output: (chunk) => frames.push(bytesOf(chunk)),
    error: (error) => failed.push(String(error)),
  })
  encoder.configure({
    codec: 'opus', sampleRate: 48000, numberOfChannels: 1, bitrate: 32000, opus: { frameDuration: 20000 },
  })
  const pcm = new Float32Array(48000 * seconds)
  for (let index = 0; index < pcm.length; index++) {
    pcm[index] = amplitude * Math.sin((2 * Math.PI * frequency * index) / 48000)
  }
  const data = new AudioData({
    format: 'f32', sampleRate: 48000, numberOfFrames: pcm.length, numberOfChannels: 1, timestamp: 0, data: pcm,
  })
  encoder.encode(data)
  data.close()
  await encoder.flush()
  encoder.close()
  if (failed.length) throw new Error(failed[0])
  return frames.slice(0, 50 * seconds)
}
