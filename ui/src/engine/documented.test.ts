/** Whoever uses the engine reads what a thing is, its units and what it throws where it stands: this holds that. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const ENGINE = import.meta.dirname

/** Names, with their places, that are exported or public and say nothing of themselves. */
function undocumented(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  function look(node: ts.Node, name: string): void {
    if (ts.getJSDocCommentsAndTags(node).length > 0) return
    found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${name}`)
  }
  for (const statement of source.statements) {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue
    if (ts.isFunctionDeclaration(statement)) look(statement, statement.name?.text ?? 'default')
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (initializer && ts.isArrowFunction(initializer)) look(statement, name.getText())
    if (!ts.isClassDeclaration(statement) && !ts.isInterfaceDeclaration(statement)) continue
    const owner = statement.name?.text ?? 'default'
    look(statement, owner)
    for (const member of statement.members) {
      const isCalled = ts.isMethodDeclaration(member) || ts.isMethodSignature(member) || ts.isGetAccessor(member)
      const isHidden =
        member.name === undefined ||
        ts.isPrivateIdentifier(member.name) ||
        (ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === PRIVATE))
      if (isCalled && !isHidden) look(member, `${owner}.${member.name?.getText()}`)
    }
  }
  return found
}

const PRIVATE = ts.SyntaxKind.PrivateKeyword

test('every exported class, interface and function of the engine, and every public method, has a doc comment', () => {
  const files = readdirSync(ENGINE, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/\.(test|d)\.ts$|testing\//.test(path),
  )
  expect(files.length).toBeGreaterThan(70)
  expect(files.flatMap((path) => undocumented(path, readFileSync(join(ENGINE, path), 'utf8')))).toEqual([])
})

test('what says nothing of itself is named with its place', () => {
  const text = `/** Of the file. */
import 'x'
export class One {
  /** Said. */
  said(): void {}
  unsaid(): void {}
  get size(): number { return 0 }
  #own(): void {}
  private other(): void {}
}
export interface Two { call(): void }
export const three = (): void => {}
export function four(): void {}
/** Said. */
export function five(): void {}
function six(): void {}
`
  expect(undocumented('a.ts', text)).toEqual([
    'a.ts:3 One',
    'a.ts:6 One.unsaid',
    'a.ts:7 One.size',
    'a.ts:11 Two',
    'a.ts:11 Two.call',
    'a.ts:12 three',
    'a.ts:13 four',
  ])
})
