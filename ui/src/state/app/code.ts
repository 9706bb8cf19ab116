import type { CodeKind, ErrorCode } from '../../wire/messages'

export const CODE_KINDS: readonly CodeKind[] = ['digits_6', 'digits_9', 'digits_12', 'words', 'own']

/** A number in groups of three digits, as it is read out: `482 913`. Words as they are. */
export function spokenCode(code: string): string {
  return /^\d+$/.test(code) ? code.replace(/\d{3}(?=\d)/g, '$& ') : code
}

/** Whether the text holds an invitation, which needs no code. */
export function isInvitation(address: string): boolean {
  return /meetdesk:(\/\/)?join/i.test(address)
}

const ASKS: ReadonlySet<ErrorCode> = new Set([
  'code_needed',
  'code_invalid',
  'code_wrong',
  'too_many_guesses',
  'invitation_expired',
  'meeting_replaced',
])

/** Whether a code, typed or typed again, is what helps. */
export function asksForCode(code: ErrorCode | undefined): boolean {
  return code !== undefined && ASKS.has(code)
}

/** Whether another computer answers than the one that was joined at this address before. */
export function isChangedHost(code: ErrorCode | undefined): boolean {
  return code === 'host_changed' || code === 'host_another'
}
