// A plain WebRTC call between two pages. Signalling is the caller's.
globalThis.meetdeskCall = {
  // `tuned`: smallest jitter buffers asked for, and picture and sound in streams of their own, so that neither is held
  // back for the other. Otherwise as any tutorial would write it.
  async start({ calling, tuned }) {
    const peer = new RTCPeerConnection()
    globalThis.meetdeskPeer = peer
    const audio = new AudioContext({ latencyHint: 'interactive', sampleRate: 48000 })
    peer.ontrack = ({ track, receiver }) => {
      if (tuned) receiver.jitterBufferTarget = 0
      // Received sound reaches Web Audio only if an element plays it as well; muted, or it would be heard twice.
      const element = this.show(new MediaStream([track]), track.kind)
      element.dataset.received = ''
      if (track.kind === 'audio') audio.createMediaStreamSource(element.srcObject).connect(audio.destination)
    }
    const stream = await globalThis.meetdeskSource({ audio: true, video: !globalThis.meetdeskWithoutCamera })
    for (const track of stream.getTracks()) peer.addTrack(track, tuned ? new MediaStream([track]) : stream)
    this.show(new MediaStream(stream.getVideoTracks()), 'video').style.width = '160px'
    if (!calling) return null
    await peer.setLocalDescription()
    return this.described()
  },

  async answer(offer) {
    await globalThis.meetdeskPeer.setRemoteDescription(offer)
    await globalThis.meetdeskPeer.setLocalDescription()
    return this.described()
  },

  async finish(answer) {
    await globalThis.meetdeskPeer.setRemoteDescription(answer)
  },

  show(stream, kind) {
    const element = document.createElement(kind)
    element.srcObject = stream
    element.autoplay = true
    element.muted = true
    element.playsInline = true
    element.style.width = '1000px'
    document.body.append(element)
    void element.play()
    return element
  },

  // With all candidates in it, so that nothing needs to be sent afterwards.
  async described() {
    const peer = globalThis.meetdeskPeer
    if (peer.iceGatheringState !== 'complete') {
      await new Promise((done) => {
        peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && done())
      })
    }
    return peer.localDescription.toJSON()
  },
}
