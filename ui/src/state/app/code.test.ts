import { describe, expect, it } from 'vitest'
import { asksForCode, isInvitation, spokenCode } from './code'

describe('a code', () => {
  it('is read out in groups of three', () => {
    expect(spokenCode('482913')).toBe('482 913')
    expect(spokenCode('482913007')).toBe('482 913 007')
    expect(spokenCode('')).toBe('')
    expect(spokenCode('ridge color satisfy')).toBe('ridge color satisfy')
  })

  it('is not asked for with an invitation', () => {
    expect(isInvitation('Join: meetdesk://join?addr=10.0.0.1&fp=x&s=y')).toBe(true)
    expect(isInvitation('meetdesk.local')).toBe(false)
  })

  it('is asked for after errors that it helps with', () => {
    expect(asksForCode('code_needed')).toBe(true)
    expect(asksForCode('invitation_expired')).toBe(true)
    expect(asksForCode('host_refused')).toBe(false)
    expect(asksForCode(undefined)).toBe(false)
  })
})
