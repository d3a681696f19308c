import type { GraphBuilder } from '../../graph/builder';
import type { DataType } from '../../graph/dataType';
import type { Graph } from '../../graph/graph';
import type { Module } from '../../graph/module';
import { elementCount, type Shape } from '../../graph/shape';
import type { SourceSpan } from '../../graph/sourceSpan';
import { filled, int64s, type Tensor } from '../../graph/tensor';
import type { ValueName, ValueType } from '../../graph/value';
import type { Operator } from '../../ops/operator';
import { createBuilder, findOperator } from '../../ops/registry';
import type { Application } from './application';
import { ConstantFolding, isLarge } from './constantFolding';
import { memoise, TracedTensors } from './tracedTensors';

/** A quarter of a terabyte in float32. Large tensors take no memory while a model is traced, but they do when it runs. */
const mostElements = 2 ** 36;

/**
 * Turns the operator calls of the Python side into a graph.
 *
 * While a model is constructed operators only fold constants and infer shapes. From `beginForward` on each becomes a
 * node, unless all of its inputs are constants.
 */
export class GraphRecorder {
  private builder: GraphBuilder = createBuilder();
  private readonly tensors = new TracedTensors();
  private readonly constants = new ConstantFolding(this.tensors);
  private isForward = false;
  /** Tensors made since are those of the forward pass. */
  private forwardMark = 0;
  private readonly openCalls: number[] = [];
  private lastOutput: ValueName | undefined;
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

  /** A tensor that holds one number everywhere. @throws RangeError where no machine could hold it. */
  addFilled({ type, shape }: ValueType, value: number): number {
    if (elementCount(shape) > mostElements) {
      throw new RangeError(`A tensor of ${elementCount(shape)} elements is too large.`);
    }
    const content = memoise(() => filled(type, shape, value));
    return this.tensors.add({ type, shape, content, filledWith: value });
  }

  /** A tensor whose elements only its initialization knows. */
  addState(type: DataType, shape: Shape): number {
    return this.tensors.add({ type, shape });
  }

  /** Another tensor of the same type and content. */
  copy(handle: number): number {
    const { type, shape, content, filledWith } = this.tensors.get(handle);
    return this.tensors.add({ type, shape, content, filledWith });
  }

  contentOf(handle: number): Tensor | undefined {
    return this.tensors.get(handle).content?.();
  }

  /** What a parameter or buffer holds at first, where it is known. */
  initialContentOf(handle: number): Tensor | undefined {
    return this.tensors.get(handle).initial?.();
  }

  /** The number with which a parameter or buffer is filled at first, where that is known without its elements. */
  initialNumberOf(handle: number): number | undefined {
    return this.tensors.get(handle).filledWith;
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
    this.constants.clear();
  }

  leaveImport(): void {
    this.tensors.leaveImport();
    this.constants.clear();
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
    const folded = this.constants.fold(operator, application);
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
    this.constants.clear();
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
      } else if (traced.filledWith !== undefined && isLarge(traced)) {
        traced.value = this.expanded(traced, traced.filledWith);
      } else {
        traced.value = this.builder.constant(traced.content());
      }
    }
    return traced.value;
  }

  /** A large tensor of one number as a node that makes it when the network runs. */
  private expanded({ type, shape }: ValueType, number: number): ValueName {
    const inputs = [filled(type, [], number), int64s(shape)].map((part) => this.builder.constant(part));
    return this.builder.addNode({ operator: 'Expand', inputs })[0];
  }

  /** A parameter or buffer is no constant, whatever it holds at first. */
  private join(handle: number, value: ValueName): void {
    const { type, shape, content, initial, filledWith } = this.tensors.get(handle);
    this.tensors.replace(handle, { type, shape, initial: content ?? initial, filledWith, value });
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
    return this.constants
      .infer(operator, application)
      .map(({ type, shape }) => this.tensors.add({ type, shape }));
  }
}

export class UnknownOperatorError extends Error {
  override readonly name = 'UnknownOperatorError';
}
