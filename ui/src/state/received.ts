import type { Engine } from '../engine/api'
import type { MeetingState } from '../wire/messages'
import { trackOf } from './fold'

/** The engine keeps decoders and playout only for what others publish, and plays each person in lip sync. */
export function tellReceived(engine: Pick<Engine, 'setTracks' | 'setSync'>, state: MeetingState, me: number): void {
  const others = state.tracks.filter(({ participant }) => participant !== me)
  engine.setTracks(
    others.map(({ track, participant, source, codec, layers }) => ({
      track,
      participant,
      kind: source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video',
      codec,
      screen: source === 'screen' || source === 'screen_audio',
      layers: layers ?? [],
    })),
  )
  for (const { track, participant, source } of others) {
    const sound = source === 'camera' ? 'microphone' : source === 'screen' ? 'screen_audio' : null
    if (sound) engine.setSync(track, trackOf(state, participant, sound)?.track ?? null)
  }
}
