import { fromStore } from 'svelte/store'
import { type Locale, overwriteGetLocale } from '../i18n'
import { Store } from '../state/store'
import type { Language } from '../wire/messages'

// Until the settings are known.
const chosen = new Store<Locale>(navigator.language.startsWith('zh') ? 'zh-CN' : 'en')
const current = fromStore(chosen)

// Every text in a template reads this, so all of them follow a change of language at once.
overwriteGetLocale(() => current.current)

export function locale(): Locale {
  return current.current
}

/** Follows the setting, and the system's language where the setting says so. */
export function useLanguage(setting: Language, system: Language): void {
  const wanted = setting === 'automatic' ? system : setting
  const next: Locale = wanted === 'zh-CN' ? 'zh-CN' : 'en'
  chosen.set(next)
  document.documentElement.lang = next
}
