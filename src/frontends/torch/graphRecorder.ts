import type { GraphBuilder } from '../../graph/builder';
import type { DataType } from '../../graph/dataType';
import type { Graph } from '../../graph/graph';
import type { Module } from '../../graph/module';
import type { Attributes, Stage } from '../../graph/node';
import { elementCount, type Shape } from '../../graph/shape';
import type { SourceSpan } from '../../graph/sourceSpan';
import type { Tensor } from '../../graph/tensor';
import type { Value, ValueName, ValueType } from '../../graph/value';
import type { Operator } from '../../ops/operator';
import { createBuilder, findOperator } from '../../ops/registry';
import { memoise, TracedTensors } from './tracedTensors';

/** Larger constants are left to the run instead of being computed while the model is traced. */
const foldedElements = 1 << 20;

/** Operators whose result is that of a run: random ones, and Skipline's own, which stand for what it cannot compute. */
function isNeverFolded({ domain = '', draw }: Operator): boolean {
  return domain !== '' || draw !== undefined;
}

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

/**
 * Turns the operator calls of the Python side into a graph.
 *
 * While a model is constructed operators only fold constants and infer shapes. From `beginForward` on each becomes a
 * node, unless all of its inputs are constants.
 */
export class GraphRecorder {
  private builder: GraphBuilder = createBuilder();
  private readonly tensors = new TracedTensors();
  private isForward = false;
  /** Tensors made since are those of the forward pass. */
  private forwardMark = 0;
  private readonly openCalls: number[] = [];
  private lastOutput: ValueName | undefined;
  /** What operators made of constants, by their attributes and then by {@link foldingKey}: repeated blocks ask the same. */
  private readonly folded = new Map<Attributes, Map<string, number[]>>();
  private unregistered = 0;

  /** Begins a new trace: a new graph, and none of the tensors of the one before. */
  beginConstruction(): void {
    this.tensors.reset();
    this.clear();
    this.isForward = false;
  }

  /** Forgets an attempt at running a model, so that another one of the same file can be constructed. */
  restartConstruction(): void {
    if (this.isForward) {
      this.tensors.forgetSince(this.forwardMark);
      this.isForward = false;
    }
    this.clear();
  }

  /** Ends construction, or forgets an attempt at running the model. */
  beginForward(): void {
    if (!this.isForward) {
      this.forwardMark = this.tensors.mark;
    }
    this.tensors.forgetSince(this.forwardMark);
    this.clear();
    this.isForward = true;
  }

  addConstant(type: ValueType, content: () => Tensor): number {
    return this.tensors.add({ type: type.type, shape: type.shape, content: memoise(content) });
  }

  /** A tensor whose elements only its initialization knows. */
  addState(type: DataType, shape: Shape): number {
    return this.tensors.add({ type, shape });
  }

  /** Another tensor of the same type and content. */
  copy(handle: number): number {
    const { type, shape, content } = this.tensors.get(handle);
    return this.tensors.add({ type, shape, content });
  }

  contentOf(handle: number): Tensor | undefined {
    return this.tensors.get(handle).content?.();
  }

  /** What a parameter or buffer holds at first, where it is known. */
  initialContentOf(handle: number): Tensor | undefined {
    return this.tensors.get(handle).initial?.();
  }

  typeOf(handle: number): ValueType {
    return this.tensors.get(handle);
  }

  /** The value that a tensor has in the graph; undefined where nothing in the graph reads or makes it. */
  nameOf(handle: number): ValueName | undefined {
    return this.tensors.get(handle).value;
  }

  addModule(
    module: Omit<Module, 'parameters' | 'buffers'>,
    parameters: readonly number[],
    buffers: readonly number[],
  ): void {
    this.builder.addModule({
      ...module,
      parameters: parameters.map((handle) => this.valueOf(handle)),
      buffers: buffers.map((handle) => this.valueOf(handle)),
    });
  }

  addParameter(handle: number, path: string, trainable: boolean, aliases: readonly string[]): void {
    this.join(handle, this.builder.addParameter(path, this.tensors.get(handle), trainable, aliases));
  }

  addBuffer(handle: number, path: string, persistent: boolean, aliases: readonly string[]): void {
    this.join(handle, this.builder.addBuffer(path, this.tensors.get(handle), persistent, aliases));
  }

  addInput(name: string, type: DataType, shape: Shape): number {
    return this.tensors.add({ type, shape, value: this.builder.addInput(name, { type, shape }) });
  }

  updateBuffer(buffer: number, next: number): void {
    this.builder.updateBuffer(this.valueOf(buffer), this.valueOf(next));
  }

  enterImport(): void {
    this.tensors.enterImport();
    this.folded.clear();
  }

  leaveImport(): void {
    this.tensors.leaveImport();
    this.folded.clear();
  }

  /** @returns the index of the call. */
  enterCall(module: string, inputs: readonly number[], spans: readonly SourceSpan[]): number {
    const parent = this.openCalls.at(-1);
    const index = this.builder.addCall({
      module,
      ...(parent === undefined ? {} : { parent }),
      spans,
      inputs: inputs.map((handle) => this.valueOf(handle)),
    });
    this.openCalls.push(index);
    return index;
  }

  leaveCall(call: number, outputs: readonly number[]): void {
    this.builder.finishCall(
      call,
      outputs.map((handle) => this.valueOf(handle)),
    );
    this.openCalls.pop();
  }

  /**
   * Applies an operator. @returns one handle for each output.
   * @throws ShapeError where the inputs do not go together; UnknownOperatorError where there is no such operator.
   */
  apply(application: Application): number[] {
    const operator = findOperator(application.operator, application.domain);
    if (operator === undefined) {
      throw new UnknownOperatorError(`Skipline does not know the operator ${application.operator} yet`);
    }
    const folded = this.fold(operator, application);
    if (folded !== undefined) {
      return folded;
    }
    return this.isForward && !application.isQuestion
      ? this.addNode(application)
      : this.inferOnly(operator, application);
  }

  /** The graph so far, with the outputs given, or the last thing computed where there are none. */
  finish(outputs: readonly number[]): Graph {
    const names = outputs.map((handle) => this.valueOf(handle));
    return this.builder.finish(names.length > 0 || this.lastOutput === undefined ? names : [this.lastOutput]);
  }

  private clear(): void {
    this.builder = createBuilder();
    this.folded.clear();
    this.openCalls.length = 0;
    this.lastOutput = undefined;
    this.unregistered = 0;
  }

  /** Name in the graph, which a constant gets when it is first read. */
  private valueOf(handle: number): ValueName {
    const traced = this.tensors.get(handle);
    if (traced.value === undefined) {
      if (traced.content === undefined) {
        this.unregistered += 1;
        traced.value = this.builder.addBuffer(`unregistered${this.unregistered}`, traced, false);
      } else {
        traced.value = this.builder.constant(traced.content());
      }
    }
    return traced.value;
  }

  /** A parameter or buffer is no constant, whatever it holds at first. */
  private join(handle: number, value: ValueName): void {
    const { type, shape, content, initial } = this.tensors.get(handle);
    this.tensors.replace(handle, { type, shape, initial: content ?? initial, value });
  }

  private addNode({
    operator,
    domain,
    inputs,
    attributes,
    outputCount,
    spans,
    stage,
    isDetached,
  }: Application): number[] {
    this.builder.origin = { stage, call: this.openCalls.at(-1) ?? 0, spans };
    const outputs = this.builder.addNode({
      operator,
      domain,
      inputs: inputs.map((handle) => (handle === undefined ? '' : this.valueOf(handle))),
      attributes,
      outputCount,
      ...(isDetached && { isDetached }),
    });
    if (stage === 'forward') {
      this.lastOutput = outputs[0];
    }
    return outputs.map((value) => {
      const { type, shape } = this.builder.value(value);
      return this.tensors.add({ type, shape, value });
    });
  }

  private inferOnly(operator: Operator, application: Application): number[] {
    return this.infer(operator, application).map(({ type, shape }) => this.tensors.add({ type, shape }));
  }

  private infer(operator: Operator, { inputs, attributes, outputCount }: Application): ValueType[] {
    const types = operator.infer({
      operator: operator.name,
      inputs: inputs.map((handle) => this.pretendedValue(handle)),
      attributes,
      outputCount,
    });
    return types.slice(0, outputCount);
  }

  private fold(operator: Operator, application: Application): number[] | undefined {
    const { inputs, attributes } = application;
    const isKnown = inputs.every(
      (handle) => handle === undefined || this.tensors.get(handle).content !== undefined,
    );
    if (!isKnown || inputs.length === 0 || isNeverFolded(operator)) {
      return undefined;
    }
    const alike = this.folded.get(attributes) ?? new Map<string, number[]>();
    const key = foldingKey(application);
    const made = alike.get(key) ?? this.evaluateLater(operator, application);
    if (made !== undefined) {
      this.folded.set(attributes, alike.set(key, made));
    }
    return made;
  }

  /** Constants that are computed when somebody asks for their elements; undefined where they are too large. */
  private evaluateLater(operator: Operator, application: Application): number[] | undefined {
    const { inputs, attributes } = application;
    const contents = inputs.map((handle) =>
      handle === undefined ? undefined : this.tensors.get(handle).content,
    );
    const outputTypes = this.infer(operator, application);
    const sizes = [...inputs.map((handle) => (handle === undefined ? [] : this.typeOf(handle).shape))];
    if (
      [...sizes, ...outputTypes.map(({ shape }) => shape)].some(
        (shape) => elementCount(shape) > foldedElements,
      )
    ) {
      return undefined;
    }
    const evaluated = memoise(() =>
      operator.evaluate({
        inputs: contents.map((content) => content?.()),
        attributes,
        outputTypes,
        random: () => 0,
      }),
    );
    return outputTypes.map((type, index) => this.addConstant(type, () => evaluated()[index]));
  }

  /** What shape inference sees of a tensor that is not in the graph. */
  private pretendedValue(handle: number | undefined): Value | undefined {
    if (handle === undefined) {
      return undefined;
    }
    const { type, shape, content } = this.tensors.get(handle);
    const name = `tensor ${handle}`;
    return content === undefined
      ? { name, type, shape, role: { kind: 'input' } }
      : { name, type, shape, role: { kind: 'constant', tensor: content() } };
  }
}

function foldingKey({ domain, operator, inputs, outputCount }: Application): string {
  return `${domain}:${operator} ${outputCount} ${inputs.join()}`;
}

export class UnknownOperatorError extends Error {
  override readonly name = 'UnknownOperatorError';
}
