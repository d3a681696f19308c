import type { Module, ModulePath } from '../../../graph/module';
import type { Diagnostic, FailureDetail } from '../../../graph/trace';
import type { SourceSpan } from '../../../graph/sourceSpan';
import type { PythonSource } from './pythonSource';

/** A replacement in the text of one file; offsets are UTF-16 code units of the text before all edits. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A change of the source that may repair a model. Whether it does is for a trace of the changed text to say. */
export interface Fix {
  /** What it does, in the imperative: `Change in_features from 512 to 2048`. */
  readonly title: string;
  readonly file: string;
  readonly edits: readonly TextEdit[];
  /** Fixes of one purpose are alternatives: the first that works is offered. */
  readonly purpose: string;
  /** True where what comes after may have to change too, so that getting further is a success. */
  readonly mayUncoverMore: boolean;
}

/** A model that failed while it ran, seen from its sources. */
export interface FailedModel {
  readonly diagnostic: Diagnostic;
  readonly detail: FailureDetail;
  /** The expression that failed, in the innermost function of the user's. */
  readonly place: SourceSpan;
  readonly modules: ReadonlyMap<ModulePath, Module>;
  /** Undefined for a file that must not be edited. */
  readonly source: (file: string) => PythonSource | undefined;
}

export type FixRule = (model: FailedModel) => Fix[];

/** @throws RangeError where edits overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of inOrder(edits)) {
    if (edit.from < position) {
      throw new RangeError('Two edits overlap.');
    }
    result += text.slice(position, edit.from) + edit.text;
    position = edit.to;
  }
  return result + text.slice(position);
}

/**
 * Edits of the original text that do what `first` and then `second` do, where `second` refers to the text after `first`.
 * Undefined where the second touches what the first has written.
 */
export function composeEdits(
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): readonly TextEdit[] | undefined {
  const moved = second.map((edit) => {
    let shift = 0;
    for (const earlier of inOrder(first)) {
      const start = earlier.from + shift;
      const end = start + earlier.text.length;
      if (edit.to < start) {
        break;
      }
      if (edit.from <= end) {
        return undefined;
      }
      shift += earlier.text.length - (earlier.to - earlier.from);
    }
    return { from: edit.from - shift, to: edit.to - shift, text: edit.text };
  });
  return moved.includes(undefined) ? undefined : [...first, ...(moved as TextEdit[])];
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.from - b.from);
}
