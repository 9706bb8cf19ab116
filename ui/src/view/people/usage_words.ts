/** Figures of use in the person's language. */
export function usageWords(language: string) {
  const format = (options: Intl.NumberFormatOptions): Intl.NumberFormat => new Intl.NumberFormat(language, options)
  const whole = format({ maximumFractionDigits: 0 })
  const percent = format({ style: 'percent', maximumFractionDigits: 0 })
  const kilobit = format({ style: 'unit', unit: 'kilobit-per-second', maximumFractionDigits: 0 })
  const megabit = format({ style: 'unit', unit: 'megabit-per-second', maximumFractionDigits: 1 })
  return {
    whole: (value: number): string => whole.format(value),
    share: (value: number): string => percent.format(value),
    bits: (value: number): string =>
      value < 1_000_000 ? kilobit.format(value / 1_000) : megabit.format(value / 1_000_000),
  }
}
