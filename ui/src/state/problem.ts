import type { ErrorCode, Problem } from '../wire/messages'

/** An error a person can see: a stable code and what fills the placeholders of its sentence. */
export class ProblemError extends Error {
  readonly code: ErrorCode
  readonly detail: Record<string, string | number>

  constructor(code: ErrorCode, detail: Record<string, string | number> = {}) {
    super(code)
    this.name = 'ProblemError'
    this.code = code
    this.detail = detail
  }
}

/** Anything thrown, as a problem to show; what nobody foresaw is `internal`. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return { code: error.code, detail: error.detail }
  return { code: 'internal', detail: {} }
}
