import type { Focus } from '../../state/keys/shortcuts'

/** By `type` of an input or `role` of any element; every input that is not named here is written into. */
const KINDS: Record<string, Focus> = {
  checkbox: 'other',
  button: 'other',
  submit: 'other',
  reset: 'other',
  file: 'other',
  radio: 'choice',
  range: 'range',
  slider: 'range',
  textbox: 'text',
  searchbox: 'text',
  combobox: 'list',
  listbox: 'list',
}

/** What pressed keys go to. Whether the space bar operates a control, `Reached` knows. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'other'
  if (target instanceof HTMLInputElement) return KINDS[target.type] ?? 'text'
  if (target instanceof HTMLSelectElement) return 'list'
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return 'text'
  return KINDS[target.getAttribute('role') ?? ''] ?? 'other'
}
