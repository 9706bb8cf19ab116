/** The sound by which one finds out whether the chosen speaker is heard. */

/** Hertz: a third upwards, which no ringtone and no error sound is. */
const NOTES = [523.25, 659.25]
const NOTE_S = 0.35
const LOUDNESS = 0.25

/** Plays the notes one after the other into `way`; resolves when the last one is over. */
export async function playNotes(context: AudioContext, way: AudioNode): Promise<void> {
  const start = context.currentTime + 0.05
  const oscillators = NOTES.map((hertz, at) => {
    const from = start + at * NOTE_S
    const oscillator = new OscillatorNode(context, { frequency: hertz })
    const gain = new GainNode(context, { gain: 0 })
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S)
    oscillator.connect(gain).connect(way)
    oscillator.start(from)
    oscillator.stop(from + NOTE_S)
    return oscillator
  })
  const last = oscillators.at(-1)
  if (last) await new Promise((resolve) => last.addEventListener('ended', resolve, { once: true }))
}
