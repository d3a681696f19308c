import { float, int, ints } from '../../src/graph/attributes';
import type { GraphBuilder } from '../../src/graph/builder';
import type { Graph } from '../../src/graph/graph';
import type { SourceSpan } from '../../src/graph/sourceSpan';
import { createBuilder } from '../../src/ops/registry';

/**
 * Writes networks module by module, as a front end would: every layer is a module call with a source span.
 * Values are passed by name.
 */
export class NetworkWriter {
  readonly builder: GraphBuilder = createBuilder();
  private readonly stack: { path: string; call: number }[] = [];
  private readonly known = new Set<string>();
  private line = 0;

  input(...shape: number[]): string {
    return this.builder.addInput('x', { type: 'float32', shape });
  }

  shape(value: string): readonly number[] {
    return this.builder.value(value).shape;
  }

  /** The network: `forward` runs inside the call of the root module. */
  finish(type: string, input: string, forward: () => string): Graph {
    const output = this.module('', type, [input], forward);
    return this.builder.finish([output]);
  }

  /** Calls a user-defined module, relative to the one that is running; `path` is what comes after its dot. */
  module(path: string, type: string, inputs: readonly string[], forward: () => string): string {
    return this.call(path, type, true, [], inputs, forward);
  }

  /** A node of the running module, at a line of its own. */
  add(operator: string, inputs: readonly string[], attributes = {}): string {
    this.place([this.span()]);
    return this.builder.add(operator, inputs, attributes);
  }

  conv(name: string, x: string, channels: number, { kernel = 3, stride = 1, bias = false } = {}): string {
    const path = this.path(name);
    const inputs = this.shape(x)[1];
    const parameters = [this.parameter(`${path}.weight`, channels, inputs, kernel, kernel)];
    if (bias) {
      parameters.push(this.parameter(`${path}.bias`, channels));
    }
    const pad = (kernel - 1) / 2;
    return this.leaf(name, 'Conv2d', parameters, x, () =>
      this.builder.add('Conv', [x, ...parameters], {
        kernel_shape: ints([kernel, kernel]),
        strides: ints([stride, stride]),
        pads: ints([pad, pad, pad, pad]),
      }),
    );
  }

  upConv(name: string, x: string, channels: number): string {
    const weight = this.parameter(`${this.path(name)}.weight`, this.shape(x)[1], channels, 2, 2);
    return this.leaf(name, 'ConvTranspose2d', [weight], x, () =>
      this.builder.add('ConvTranspose', [x, weight], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) }),
    );
  }

  batchNorm(name: string, x: string): string {
    const path = this.path(name);
    const channels = this.shape(x)[1];
    const type = { type: 'float32', shape: [channels] } as const;
    const parameters = [this.parameter(`${path}.weight`, channels), this.parameter(`${path}.bias`, channels)];
    const buffers = [
      this.builder.addBuffer(`${path}.running_mean`, type, true),
      this.builder.addBuffer(`${path}.running_var`, type, true),
    ];
    return this.leaf(name, 'BatchNorm2d', parameters, x, () =>
      this.builder.add('BatchNormalization', [x, ...parameters, ...buffers], { epsilon: float(1e-5) }),
    );
  }

  layerNorm(name: string, x: string): string {
    const path = this.path(name);
    const width = this.shape(x).at(-1)!;
    const parameters = [this.parameter(`${path}.weight`, width), this.parameter(`${path}.bias`, width)];
    return this.leaf(name, 'LayerNorm', parameters, x, () =>
      this.builder.add('LayerNormalization', [x, ...parameters], { axis: int(-1) }),
    );
  }

  linear(name: string, x: string, width: number): string {
    const path = this.path(name);
    const weight = this.parameter(`${path}.weight`, this.shape(x).at(-1)!, width);
    const bias = this.parameter(`${path}.bias`, width);
    return this.leaf(name, 'Linear', [weight, bias], x, () =>
      this.builder.add('Add', [this.builder.add('MatMul', [x, weight]), bias]),
    );
  }

  /** A module without parameters that is one operator: `leaf operator('relu', 'ReLU', 'Relu', x)`. */
  operator(name: string, type: string, operator: string, x: string, attributes = {}): string {
    return this.leaf(name, type, [], x, () => this.builder.add(operator, [x], attributes));
  }

  relu(name: string, x: string): string {
    return this.operator(name, 'ReLU', 'Relu', x);
  }

  maxPool(name: string, x: string): string {
    return this.operator(name, 'MaxPool2d', 'MaxPool', x, {
      kernel_shape: ints([2, 2]),
      strides: ints([2, 2]),
    });
  }

  averagePool(name: string, x: string): string {
    return this.operator(name, 'AvgPool2d', 'AveragePool', x, {
      kernel_shape: ints([2, 2]),
      strides: ints([2, 2]),
    });
  }

  concat(values: readonly string[], axis = 1): string {
    return this.add('Concat', values, { axis: int(axis) });
  }

  /** A parameter held by the running module itself. */
  parameter(path: string, ...shape: number[]): string {
    return this.builder.addParameter(path, { type: 'float32', shape }, true);
  }

  path(name: string): string {
    const parent = this.stack.at(-1)?.path ?? '';
    return parent === '' || name === '' ? parent + name : `${parent}.${name}`;
  }

  private leaf(name: string, type: string, parameters: string[], x: string, emit: () => string): string {
    return this.call(name, type, false, parameters, [x], emit);
  }

  private call(
    name: string,
    type: string,
    isUserDefined: boolean,
    parameters: readonly string[],
    inputs: readonly string[],
    forward: () => string,
  ): string {
    const path = this.path(name);
    const { builder } = this;
    this.addContainers(path);
    if (!this.known.has(path)) {
      this.known.add(path);
      builder.addModule({
        path,
        type,
        isUserDefined,
        description: '',
        parameters,
        buffers: [],
        source: this.span(),
      });
    }
    const spans = [this.span()];
    const parent = this.stack.at(-1)?.call;
    const call = builder.addCall({ module: path, spans, inputs, ...(parent !== undefined && { parent }) });
    this.stack.push({ path, call });
    this.place(spans);
    const output = forward();
    this.stack.pop();
    builder.finishCall(call, [output]);
    return output;
  }

  /** `layer1` of `layer1.0`, where nothing has named it yet. */
  private addContainers(path: string): void {
    const parts = path.split('.').slice(0, -1);
    parts.forEach((_, index) => {
      const container = parts.slice(0, index + 1).join('.');
      if (!this.known.has(container)) {
        this.known.add(container);
        this.builder.addModule({
          path: container,
          type: 'ModuleList',
          isUserDefined: false,
          description: '',
          parameters: [],
          buffers: [],
        });
      }
    });
  }

  private place(spans: readonly SourceSpan[]): void {
    this.builder.origin = { stage: 'forward', call: this.stack.at(-1)?.call ?? 0, spans };
  }

  private span(): SourceSpan {
    this.line += 1;
    return { file: 'network.py', line: this.line, column: 9, endLine: this.line, endColumn: 20 };
  }
}
