import { m } from '../i18n'
import type { CodeKind } from '../wire/messages'

const LABELS: Record<CodeKind, () => string> = {
  digits_6: () => m.code_digits({ count: 6 }),
  digits_9: () => m.code_digits({ count: 9 }),
  digits_12: () => m.code_digits({ count: 12 }),
  words: () => m.code_words(),
  own: () => m.code_own(),
}

export function codeKindLabel(kind: CodeKind): string {
  return LABELS[kind]()
}
