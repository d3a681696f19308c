import type { Attributes, Stage } from '../../graph/node';
import type { SourceSpan } from '../../graph/sourceSpan';

/** One application of an operator, as the Python side asks for it. */
export interface Application {
  readonly operator: string;
  /** The empty string for ONNX's own operators. */
  readonly domain: string;
  /** Handles; undefined where an optional input is left out. */
  readonly inputs: readonly (number | undefined)[];
  readonly attributes: Attributes;
  readonly outputCount: number;
  readonly spans: readonly SourceSpan[];
  readonly stage: Stage;
  /** No gradient flows back through it. */
  readonly isDetached?: boolean;
  /** It is only asked which types and shapes it has; nothing is added to the graph. */
  readonly isQuestion?: boolean;
}
