import type { SourceSpan } from './sourceSpan';
import type { Tensor } from './tensor';
import type { ValueName } from './value';

/** Name of a node, unique in its graph: module path and operator, for example `layer1.0.conv1/Conv`. */
export type NodeName = string;

/** Attribute of an ONNX node: INT and FLOAT, STRING, INTS or FLOATS, TENSOR. */
export type Attribute =
  AttributeInt | AttributeFloat | AttributeString | AttributeInts | AttributeFloats | AttributeTensor;
export interface AttributeInt {
  readonly kind: 'int';
  readonly value: number;
}
export interface AttributeFloat {
  readonly kind: 'float';
  readonly value: number;
}
export interface AttributeString {
  readonly kind: 'string';
  readonly value: string;
}
export interface AttributeInts {
  readonly kind: 'ints';
  readonly value: readonly number[];
}
export interface AttributeFloats {
  readonly kind: 'floats';
  readonly value: readonly number[];
}
export interface AttributeTensor {
  readonly kind: 'tensor';
  readonly value: Tensor;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** Which part of a run a node serves. `state` updates buffers (running statistics) and is not part of the network drawn. */
export type Stage = 'forward' | 'state' | 'loss' | 'backward' | 'optimizer' | 'probe';

/** Why a node exists. A gradient node inherits the origin of the node that it differentiates, with another stage. */
export interface Origin {
  readonly stage: Stage;
  /** Index into `Graph.calls` of the innermost module call. */
  readonly call: number;
  /** Spans of the user's source that made the node, innermost first; empty where no user code did. */
  readonly spans: readonly SourceSpan[];
}

/** One application of an ONNX operator (of opset {@link opsetVersion} where `domain` is the empty string). */
export interface Node {
  readonly name: NodeName;
  readonly operator: string;
  readonly domain: string;
  /** An optional input that is left out is the empty string, as in ONNX. */
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly attributes: Attributes;
  readonly origin: Origin;
  /** No gradient flows back through the node, whatever its operator: `detach()`, or computed under `torch.no_grad()`. */
  readonly isDetached?: true;
}

/** The one version of ONNX's operator set that the project speaks. */
export const opsetVersion = 21;
