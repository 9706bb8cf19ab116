import { m } from '../../i18n'
import type { Kind, Stoppable, Stopped } from '../../wire/messages'

const REASONS: Record<Kind, () => string> = {
  messages: m.stopped_messages,
  message_characters: m.stopped_messages,
  requests: m.stopped_messages,
  subscriptions: m.stopped_subscriptions,
  key_frames_asked: m.stopped_key_frames_asked,
  sound_frames: m.stopped_sound,
  sound_bytes: m.stopped_sound,
  video_frames: m.stopped_video_frames,
  video_bytes: m.stopped_video_bytes,
  key_frames: m.stopped_key_frames,
  notes_bytes: m.stopped_notes_bytes,
  notes_mistakes: m.stopped_notes_mistakes,
  stroke_points: m.stopped_messages,
  decoded_pixels: m.stopped_pixels,
}

const OWN: Record<Exclude<Stoppable, 'meeting'>, (inputs: { reason: string }) => string> = {
  microphone: m.stopped_own_microphone,
  camera: m.stopped_own_camera,
  screen: m.stopped_own_screen,
  screen_audio: m.stopped_own_screen_audio,
  notes: m.stopped_own_notes,
}

const OTHERS: Record<Stoppable, (inputs: { name: string; reason: string }) => string> = {
  microphone: m.stopped_microphone,
  camera: m.stopped_camera,
  screen: m.stopped_screen,
  screen_audio: m.stopped_screen_audio,
  notes: m.stopped_notes,
  meeting: m.stopped_out,
}

/** Who was stopped, and why; `name`: how this person is shown. */
export function stoppedText(stopped: Stopped, name: string, own: boolean): string {
  const reason = REASONS[stopped.reason]()
  const { what } = stopped
  return own && what !== 'meeting' ? OWN[what]({ reason }) : OTHERS[what]({ name, reason })
}
