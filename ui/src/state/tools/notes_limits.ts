import { LIMITS } from '../../wire/rules'

/** Longest text of the notes that a person can write, in UTF-16 units. */
export const NOTES_CHARACTERS = LIMITS.notes_own_characters
/** A text or a number of pieces beyond these is no honest one, and taken for a fault: twice what a host lets through. */
export const PAD_CHARACTERS = 40_000
export const PAD_PIECES = 200_000
/** The worker may be busy with one update for so many seconds before it is ended. */
export const PAD_PATIENCE = 10
/** What the yardstick takes on an ordinary computer that has nothing else to do, in milliseconds (45 to 80 were measured): where
 * it takes longer, so may an update. */
export const PAD_YARDSTICK = 100
