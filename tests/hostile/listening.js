// Notes every silence in what a page plays, of 20 ms or more. Added to a page before its own scripts.
;(() => {
  const LISTENER = `
    registerProcessor('silences', class extends AudioWorkletProcessor {
      #quiet = 0
      process([input]) {
        const heard = input[0]
        const power = heard ? heard.reduce((sum, sample) => sum + sample * sample, 0) / heard.length : 0
        const length = 128000 / sampleRate
        if (power < 0.0001) this.#quiet += length
        else {
          if (this.#quiet >= 20) this.port.postMessage(this.#quiet)
          this.#quiet = 0
        }
        return true
      }
    })`
  globalThis.meetdeskSilences = []
  const listeners = new Map()
  const connect = AudioNode.prototype.connect
  const listen = async (node) => {
    const { context } = node
    if (!listeners.has(context)) {
      const url = URL.createObjectURL(new Blob([LISTENER], { type: 'text/javascript' }))
      listeners.set(
        context,
        context.audioWorklet.addModule(url).then(() => {
          const listener = new AudioWorkletNode(context, 'silences', { numberOfOutputs: 0 })
          listener.port.onmessage = ({ data }) => globalThis.meetdeskSilences.push(data)
          return listener
        }),
      )
    }
    connect.call(node, await listeners.get(context))
  }
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) void listen(this)
    return connect.call(this, target, ...rest)
  }
})()
