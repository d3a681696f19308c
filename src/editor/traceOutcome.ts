import type { Analysis } from '../analysis/analysis';
import * as vscode from 'vscode';
import type { Diagnostic, Trace, TraceMode } from '../graph/trace';
import type { TraceResult } from '../protocol/tracer';

export interface TracedResult extends TraceResult {
  readonly trace: Trace;
  readonly analysis: Analysis;
}

export function hasGraph(result: TraceResult): result is TracedResult {
  return result.trace !== undefined && result.analysis !== undefined;
}

export function firstError(result: TraceResult): Diagnostic | undefined {
  return result.diagnostics.find(({ severity }) => severity === 'error');
}

/** @throws Error with a sentence where the graph is not whole. */
export function wholeTrace(result: TraceResult, mode: TraceMode): TracedResult {
  if (hasGraph(result) && result.trace.complete) {
    return result;
  }
  throw new Error(
    firstError(result)?.message ??
      (mode === 'training'
        ? vscode.l10n.t('The model could not be traced in training mode.')
        : vscode.l10n.t('The model could not be traced in evaluation mode.')),
  );
}

/** What the tracer's own failure looks like among the outcomes of a trace. */
export function failedTrace(error: unknown): TraceResult {
  const message = error instanceof Error ? error.message : String(error);
  return { diagnostics: [{ severity: 'error', code: 'tracer', message }], candidates: [], inputs: [] };
}

/** True where a file has to do with something that tracing found wrong, so that an edit of it may be the cure. */
export function isBlamed(file: string, diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(
    ({ span, stack = [] }) => span?.file === file || stack.some((frame) => frame.file === file),
  );
}

/** Files that a failure and the modules of its model stand in. */
export function spanFiles({ trace, diagnostics }: TraceResult): Set<string> {
  const spans = [
    ...diagnostics.flatMap(({ span, stack = [] }) => [...(span ? [span] : []), ...stack]),
    ...[...(trace?.graph.modules.values() ?? [])].flatMap(({ source }) => source ?? []),
  ];
  return new Set(spans.map(({ file }) => file));
}

/** Imports that found nothing, so that a new file may be what they meant. */
export function missingImports({ trace, diagnostics }: TraceResult): readonly string[] {
  const failed = diagnostics.filter(({ code }) => code === 'importError');
  return [
    ...(trace?.inertImports ?? []),
    ...failed.flatMap(({ message }) => /named '([\w.]+)'/.exec(message)?.[1] ?? []),
  ];
}

/** What is said of a model whose file was deleted. */
export function fileGone(name: string): Diagnostic {
  return {
    severity: 'error',
    code: 'noFile',
    message: `${name} was deleted.`,
  };
}
