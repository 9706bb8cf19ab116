// A plain WebRTC call between two pages, as any tutorial would write it; nothing is tuned. Signalling is the caller's.
globalThis.meetdeskCall = {
  async start(calling) {
    const peer = new RTCPeerConnection()
    globalThis.meetdeskPeer = peer
    const audio = new AudioContext({ latencyHint: 'interactive', sampleRate: 48000 })
    peer.ontrack = ({ track }) => {
      const element = document.createElement(track.kind)
      element.srcObject = new MediaStream([track])
      element.autoplay = true
      // Received sound reaches Web Audio only if an element plays it as well; muted, or it would be heard twice.
      element.muted = true
      element.playsInline = true
      element.dataset.received = ''
      element.style.width = '620px'
      document.body.append(element)
      void element.play()
      if (track.kind === 'audio') audio.createMediaStreamSource(element.srcObject).connect(audio.destination)
    }
    const stream = await globalThis.meetdeskSource({ audio: true, video: true })
    for (const track of stream.getTracks()) peer.addTrack(track, stream)
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
