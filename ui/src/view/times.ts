/** Times as the person's language writes them. */

const FORMS = {
  time: { hour: '2-digit', minute: '2-digit' },
  dayAndTime: { dateStyle: 'medium', timeStyle: 'short' },
  day: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** Making a formatter takes a hundred times as long as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatted(at: number, form: keyof typeof FORMS, locale: string): string {
  const key = `${form} ${locale}`
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, FORMS[form])
    formatters.set(key, formatter)
  }
  return formatter.format(at)
}

export function timeOfDay(at: number, locale: string): string {
  return formatted(at, 'time', locale)
}

export function dayAndTime(at: number, locale: string): string {
  return formatted(at, 'dayAndTime', locale)
}

export function dayOf(at: number, locale: string): string {
  return formatted(at, 'day', locale)
}

/** Two times on the same calendar day have the same key. */
export function dayKey(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`
}
