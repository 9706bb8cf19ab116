import type { ErrorCode } from '../wire/messages'

/** A code in groups of three digits, as it is read out: `482 913`. */
export function spokenCode(code: string): string {
  return code.replace(/\d{3}(?=\d)/g, '$& ')
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
])

/** Whether a code, typed or typed again, is what helps. */
export function asksForCode(code: ErrorCode | undefined): boolean {
  return code !== undefined && ASKS.has(code)
}
