import { m } from '../../i18n'
import type { NewNotice } from '../../state/notices'

const TEXTS: Record<NewNotice['kind'], (notice: NewNotice) => string> = {
  joined: ({ name }) => m.notice_joined({ name }),
  left: ({ name }) => m.notice_left({ name }),
  gone: ({ name }) => m.notice_gone({ name }),
  link_lost: ({ name }) => m.notice_link_lost({ name }),
  link_restored: ({ name }) => m.notice_link_restored({ name }),
  private: ({ name }) => m.notice_private({ name }),
  removed: ({ name }) => m.notice_removed({ name }),
  restarted: ({ name }) => (name === 'audio' ? m.notice_sound_restarted() : m.notice_picture_restarted()),
  renamed: ({ name, before }) => m.notice_renamed({ name, before }),
  co_host: ({ name }) => m.notice_co_host({ name }),
  you_co_host: () => m.notice_you_co_host(),
  you_no_co_host: () => m.notice_you_no_co_host(),
  muted_by: ({ name }) => m.notice_muted_by({ name }),
  camera_stopped_by: ({ name }) => m.notice_camera_stopped_by({ name }),
  screen_stopped_by: ({ name }) => m.notice_screen_stopped_by({ name }),
  locked: () => m.notice_locked(),
  unlocked: () => m.notice_unlocked(),
  let_in: () => m.notice_let_in(),
  allowed_microphone: () => m.allowed_microphone(),
  allowed_camera: () => m.allowed_camera(),
  allowed_screen: () => m.allowed_screen(),
  allowed_chat: () => m.allowed_chat(),
  allowed_private_chat: () => m.allowed_private_chat(),
  allowed_files: () => m.allowed_files(),
  allowed_rename: () => m.allowed_rename(),
  forbidden_microphone: () => m.forbidden_microphone(),
  forbidden_camera: () => m.forbidden_camera(),
  forbidden_screen: () => m.forbidden_screen(),
  forbidden_chat: () => m.forbidden_chat(),
  forbidden_private_chat: () => m.chat_private_not_permitted(),
  forbidden_files: () => m.forbidden_files(),
  forbidden_rename: () => m.forbidden_rename(),
  allowed_tools: () => m.allowed_tools(),
  forbidden_tools: () => m.forbidden_tools(),
  allowed_notes: () => m.allowed_notes(),
  forbidden_notes: () => m.notes_read_only(),
  hand: ({ name }) => m.notice_hand({ name }),
  hand_lowered_by: ({ name }) => m.notice_hand_lowered_by({ name }),
  poll: ({ name }) => m.notice_poll({ name }),
}

export function noticeText(notice: NewNotice): string {
  return TEXTS[notice.kind](notice)
}
