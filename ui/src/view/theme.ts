import type { Theme } from '../wire/messages'

const dark = matchMedia('(prefers-color-scheme: dark)')
let wanted: Theme = 'automatic'

function apply(): void {
  const shown = wanted === 'automatic' ? (dark.matches ? 'dark' : 'light') : wanted
  document.documentElement.dataset.theme = shown
}

dark.addEventListener('change', apply)
// Until the settings are known.
apply()

/** Follows the setting, and the system where the setting says so. */
export function useTheme(setting: Theme): void {
  wanted = setting
  apply()
}
