/** Longest text of the notes, in UTF-16 units (section 3.7 of the protocol). */
export const NOTES_CHARACTERS = 10_000
