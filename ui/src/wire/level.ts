import { TALKING_LEVEL } from './rules'

/** −dBov as a share for a meter: −10 dBov and louder is 1, −60 dBov and quieter 0. */
export function levelShare(level: number): number {
  return Math.min(1, Math.max(0, (60 - level) / 50))
}

/** Whether a level in −dBov is speech: the host's own rule. */
export const isSpeech = (level: number): boolean => level <= TALKING_LEVEL

/** The same of a share. */
export const isSpeechShare = (share: number): boolean => share >= levelShare(TALKING_LEVEL)
