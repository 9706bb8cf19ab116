import { fromStore } from 'svelte/store'
import { bestLocale, isLocale, type Locale, overwriteGetLocale } from '../i18n'
import { Store } from '../state/store'

// Until the settings are known.
const chosen = new Store<Locale>(bestLocale(navigator.language))
const current = fromStore(chosen)

// Every text in a template reads this, so all of them follow a change of language at once.
overwriteGetLocale(() => current.current)

export function locale(): Locale {
  return current.current
}

/** Follows the setting, and the system's language where the setting says so. */
export function useLanguage(setting: string, system: string): void {
  const next = isLocale(setting) ? setting : bestLocale(system)
  chosen.set(next)
  document.documentElement.lang = next
}
