import type { TraceResult } from '../../../protocol/tracer';
import { applyEdits, composeEdits, type FailedModel, type Fix, type TextEdit } from './fix';
import { proposeFixes } from './proposeFixes';
import { PythonSource } from './pythonSource';

/** A fix whose changed text was traced. */
export interface VerifiedFix {
  readonly title: string;
  readonly file: string;
  readonly edits: readonly TextEdit[];
  /** False where the failure is gone, but another one comes after it. */
  readonly isComplete: boolean;
}

export interface Verification {
  /** What the trace of the unchanged text gave. */
  readonly result: TraceResult;
  /** Text of a file that may be edited. */
  readonly textOf: (file: string) => string | undefined;
  /** Traces with another text of a file. Undefined where nobody waits for the answer any more. */
  readonly trace: (file: string, text: string) => Promise<TraceResult | undefined>;
}

/** Traces that one failure is worth. */
const mostTraces = 24;

/** The fixes that work, each the first of its purpose that does; those that leave nothing to repair come first. */
export async function verifyFixes(verification: Verification): Promise<VerifiedFix[]> {
  const model = failedModel(verification.result, verification.textOf);
  if (model === undefined) {
    return [];
  }
  const before = progressOf(verification.result);
  const verified = new Map<string, VerifiedFix>();
  let traces = 0;
  for (const fix of proposeFixes(model)) {
    if (verified.get(fix.purpose)?.isComplete === true) {
      continue;
    }
    const text = editedText(fix, verification);
    if (text === undefined || traces >= mostTraces) {
      continue;
    }
    traces += 1;
    const result = await verification.trace(fix.file, text);
    if (result === undefined) {
      return [];
    }
    const progress = progressOf(result);
    if (progress > before && (fix.mayUncoverMore || progress === Infinity)) {
      const isComplete = progress === Infinity;
      const whole = isComplete ? undefined : await withNext(fix, text, result, verification);
      const found = whole ?? { title: fix.title, file: fix.file, edits: fix.edits, isComplete };
      if (found.isComplete || !verified.has(fix.purpose)) {
        verified.set(fix.purpose, found);
      }
    }
  }
  const fixes = [...verified.values()];
  return [...fixes.filter(({ isComplete }) => isComplete), ...fixes.filter(({ isComplete }) => !isComplete)];
}

/** Undefined where the failure is of another kind than a repair could be found for. */
function failedModel(
  { trace, diagnostics }: TraceResult,
  textOf: (file: string) => string | undefined,
): FailedModel | undefined {
  const diagnostic = diagnostics.find(({ severity }) => severity === 'error');
  const place = diagnostic?.stack?.[0];
  if (diagnostic?.detail === undefined || place === undefined || trace === undefined) {
    return undefined;
  }
  const sources = new Map<string, PythonSource>();
  return {
    diagnostic,
    detail: diagnostic.detail,
    place,
    modules: trace.graph.modules,
    source(file) {
      const text = textOf(file);
      const source = sources.get(file) ?? (text === undefined ? undefined : new PythonSource(file, text));
      if (source !== undefined) {
        sources.set(file, source);
      }
      return source;
    },
  };
}

/** How far a model runs: to its end, or as many operators. */
function progressOf({ trace, diagnostics }: TraceResult): number {
  if (trace === undefined) {
    return -1;
  }
  const hasError = diagnostics.some(({ severity }) => severity === 'error');
  return trace.complete && !hasError ? Infinity : trace.graph.nodes.length;
}

/** The fix together with the number of a later layer that follows from it. */
async function withNext(
  fix: Fix,
  text: string,
  result: TraceResult,
  verification: Verification,
): Promise<VerifiedFix | undefined> {
  const textOf = (file: string) => (file === fix.file ? text : undefined);
  const model = failedModel(result, textOf);
  const candidates = model ? proposeFixes(model) : [];
  for (const next of candidates.filter(({ purpose }) => purpose.startsWith('inputs ')).slice(0, 3)) {
    const edits = composeEdits(fix.edits, next.edits);
    const after = edits && (await verification.trace(fix.file, applyEdits(text, next.edits)));
    if (edits && after && progressOf(after) === Infinity) {
      const title = `${fix.title}, and ${next.title[0].toLowerCase()}${next.title.slice(1)}`;
      return { title, file: fix.file, edits, isComplete: true };
    }
  }
  return undefined;
}

function editedText({ file, edits }: Fix, { textOf }: Verification): string | undefined {
  const text = textOf(file);
  return text === undefined ? undefined : applyEdits(text, edits);
}
