/**
 * A range of a source file.
 * Lines and columns count from 1, columns in UTF-16 code units (as editors do); the end column is exclusive.
 */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** `model.py:12:9`, the form that terminals and editors turn into a link. */
export function formatSpan(span: SourceSpan): string {
  return `${span.file}:${span.line}:${span.column}`;
}

export function spanContainsLine(span: SourceSpan, file: string, line: number): boolean {
  return span.file === file && span.line <= line && line <= span.endLine;
}
