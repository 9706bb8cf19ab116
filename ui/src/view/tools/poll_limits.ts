/** As `meetdesk/core/limits.py` says. */
export const QUESTION_CHARACTERS = 300
export const OPTION_CHARACTERS = 120
export const OPTIONS = 10
