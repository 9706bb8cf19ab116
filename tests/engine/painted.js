// A camera of the test's own: a blue picture with a red quarter at the top left, in which a white bar moves. Frames can
// have any size, be turned or mirrored, and change from one to the next.
globalThis.paintedCamera = () => {
  const generator = new MediaStreamTrackGenerator({ kind: 'video' })
  const writer = generator.writable.getWriter()
  const canvas = new OffscreenCanvas(2, 2)
  let count = 0
  const camera = {
    track: generator,
    width: 640,
    height: 360,
    /** More of `VideoFrameInit`, such as `rotation` and `flip`. */
    more: {},
    stop: false,
  }
  setInterval(() => {
    if (camera.stop) return
    paint(canvas, camera.width, camera.height, ++count)
    const timestamp = performance.now() * 1000
    const stored = new VideoFrame(canvas, { timestamp })
    const frame = new VideoFrame(stored, { timestamp, ...camera.more })
    stored.close()
    writer.write(frame).catch(() => frame.close())
  }, 66)
  return camera
}

/** The same as a canvas on the page, for engines that have no generators. */
globalThis.paintedCanvas = () => {
  const canvas = document.createElement('canvas')
  document.body.append(canvas)
  const [track] = canvas.captureStream(15).getVideoTracks()
  const camera = { track, width: 640, height: 360 }
  let count = 0
  setInterval(() => paint(canvas, camera.width, camera.height, ++count), 66)
  return camera
}

function paint(canvas, width, height, count) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')
  context.fillStyle = '#0000c0'
  context.fillRect(0, 0, width, height)
  context.fillStyle = '#c00000'
  context.fillRect(0, 0, width / 2, height / 2)
  context.fillStyle = '#ffffff'
  context.fillRect(((count % 20) * width) / 20, height * 0.47, width / 20, height * 0.06)
}
