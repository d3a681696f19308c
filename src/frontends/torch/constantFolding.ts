import type { Attributes } from '../../graph/node';
import { elementCount } from '../../graph/shape';
import type { Value, ValueType } from '../../graph/value';
import type { Operator } from '../../ops/operator';
import type { Application } from './application';
import { memoise, type TracedTensors } from './tracedTensors';

/** Larger constants are left to the run instead of being computed while the model is traced. */
const foldedElements = 1 << 20;

export function isLarge({ shape }: ValueType): boolean {
  return elementCount(shape) > foldedElements;
}

/** What follows of an operator without a graph: the types of its outputs, and their elements where it reads constants only. */
export class ConstantFolding {
  /** What operators made of constants, by their attributes and then by {@link foldingKey}: repeated blocks ask the same. */
  private readonly folded = new Map<Attributes, Map<string, number[]>>();

  constructor(private readonly tensors: TracedTensors) {}

  clear(): void {
    this.folded.clear();
  }

  /** Handles of the outputs where all inputs are constants; undefined where the operator is left to a run. */
  fold(operator: Operator, application: Application): number[] | undefined {
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

  /** @throws ShapeError where the inputs do not go together. */
  infer(operator: Operator, { inputs, attributes, outputCount }: Application): ValueType[] {
    const types = operator.infer({
      operator: operator.name,
      inputs: inputs.map((handle) => this.pretendedValue(handle)),
      attributes,
      outputCount,
    });
    return types.slice(0, outputCount);
  }

  /** Constants that are computed when somebody asks for their elements; undefined where they are too large. */
  private evaluateLater(operator: Operator, application: Application): number[] | undefined {
    const { inputs, attributes } = application;
    const read = inputs.map((handle) => (handle === undefined ? undefined : this.tensors.get(handle)));
    const outputTypes = this.infer(operator, application);
    if (read.some((tensor) => tensor !== undefined && isLarge(tensor)) || outputTypes.some(isLarge)) {
      return undefined;
    }
    const evaluated = memoise(() =>
      operator.evaluate({
        inputs: read.map((tensor) => tensor?.content?.()),
        attributes,
        outputTypes,
        random: () => 0,
      }),
    );
    return outputTypes.map(({ type, shape }, index) =>
      this.tensors.add({ type, shape, content: memoise(() => evaluated()[index]) }),
    );
  }

  /** What shape inference sees of a tensor that is not in the graph. */
  private pretendedValue(handle: number | undefined): Value | undefined {
    if (handle === undefined) {
      return undefined;
    }
    const { type, shape, content } = this.tensors.get(handle);
    const name = `tensor ${handle}`;
    // No shape depends on that many elements.
    return content === undefined || isLarge({ type, shape })
      ? { name, type, shape, role: { kind: 'input' } }
      : { name, type, shape, role: { kind: 'constant', tensor: content() } };
  }
}

/** Operators whose result is that of a run: random ones, and Skipline's own, which stand for what it cannot compute. */
function isNeverFolded({ domain = '', draw }: Operator): boolean {
  return domain !== '' || draw !== undefined;
}

function foldingKey({ domain, operator, inputs, outputCount }: Application): string {
  return `${domain}:${operator} ${outputCount} ${inputs.join()}`;
}
