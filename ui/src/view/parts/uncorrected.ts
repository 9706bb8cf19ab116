/** For fields of codes and addresses, which no browser or phone should correct, complete or remember. */
export const uncorrected = { autocapitalize: 'off', autocomplete: 'off', spellcheck: false } as const
