import type { CompilerOptions } from '@inlang/paraglide-js'

/** How the message files become code; `npm run texts` does the same for the type checker. */
export const texts: CompilerOptions = {
  project: './project.inlang',
  outdir: './src/i18n/generated',
  emitTsDeclarations: true,
  outputStructure: 'message-modules',
  strategy: ['globalVariable', 'baseLocale'],
}
