import { float, int, ints } from '../../src/graph/attributes';
import type { GraphBuilder } from '../../src/graph/builder';
import type { InitializationStep, Trace } from '../../src/graph/trace';
import type { ValueName } from '../../src/graph/value';
import { createBuilder } from '../../src/ops/registry';
import type { RunModel } from '../../src/protocol/engine';

/**
 * The CIFAR ResNet of He et al. 2016, section 4.2, in training mode: depth 6n + 2, 16, 32 and 64 channels, shortcuts
 * of option A. Written by hand, so that measuring the engine needs no front end.
 */
export function residualNetwork(batchSize: number, depth = 20): RunModel {
  return new ResidualNetwork(batchSize, depth).build();
}

class ResidualNetwork {
  private readonly builder: GraphBuilder = createBuilder();
  private readonly initialization: InitializationStep[] = [];
  private readonly merges: RunModel['merges'][number][] = [];
  private call = 0;

  constructor(
    private readonly batchSize: number,
    private readonly depth: number,
  ) {}

  build(): RunModel {
    const { builder, batchSize } = this;
    const input = builder.addInput('x', { type: 'float32', shape: [batchSize, 3, 32, 32] });
    const output = this.module('', 'ResNet', () => {
      let x = this.normalize('bn1', this.convolve('conv1', input, 16, 1));
      x = builder.add('Relu', [x]);
      [16, 32, 64].forEach((channels, stage) => {
        for (let block = 0; block < (this.depth - 2) / 6; block++) {
          x = this.block(`layer${stage + 1}.${block}`, x, channels, stage > 0 && block === 0 ? 2 : 1);
        }
      });
      const pooled = builder.add('Flatten', [builder.add('GlobalAveragePool', [x])], { axis: int(1) });
      return this.module('fc', 'Linear', () =>
        builder.add(
          'Gemm',
          [pooled, this.parameter('fc.weight', [10, 64], 0.1), this.parameter('fc.bias', [10], 0)],
          {
            transB: int(1),
          },
        ),
      );
    });
    const trace: Trace = {
      model: `ResNet(depth=${this.depth})`,
      file: '/models/resnet.py',
      mode: 'training',
      complete: true,
      graph: builder.finish([output]),
      initialization: this.initialization,
      diagnostics: [],
      inertImports: [],
    };
    return { trace, merges: this.merges };
  }

  private block(path: string, x: ValueName, channels: number, stride: number): ValueName {
    const { builder } = this;
    return this.module(path, 'BasicBlock', () => {
      const start = this.nodeNames().length;
      let branch = this.normalize(`${path}.bn1`, this.convolve(`${path}.conv1`, x, channels, stride));
      branch = builder.add('Relu', [branch]);
      branch = this.normalize(`${path}.bn2`, this.convolve(`${path}.conv2`, branch, channels, 1));
      const middle = this.nodeNames().length;
      const shortcut = stride === 1 ? x : this.shortcut(x, channels);
      const nodes = this.nodeNames();
      const merge = builder.add('Add', [branch, shortcut]);
      this.merges.push({
        path,
        kind: stride === 1 ? 'identity' : 'pad',
        merge,
        fork: x,
        branch: { nodes: nodes.slice(start, middle), value: branch },
        shortcut: { nodes: nodes.slice(middle), value: shortcut },
      });
      return builder.add('Relu', [merge]);
    });
  }

  /** Every second row and column, and zeros for the channels that are new. */
  private shortcut(x: ValueName, channels: number): ValueName {
    const { builder } = this;
    const far = Number.MAX_SAFE_INTEGER;
    const thinned = builder.add('Slice', [
      x,
      builder.int64s([0, 0]),
      builder.int64s([far, far]),
      builder.int64s([2, 3]),
      builder.int64s([2, 2]),
    ]);
    const before = Math.floor((channels - builder.value(x).shape[1]) / 2);
    return builder.add('Pad', [thinned, builder.int64s([0, before, 0, 0, 0, before, 0, 0])]);
  }

  private convolve(path: string, x: ValueName, channels: number, stride: number): ValueName {
    const fanIn = this.builder.value(x).shape[1] * 9;
    return this.module(path, 'Conv2d', () =>
      this.builder.add(
        'Conv',
        [x, this.parameter(`${path}.weight`, [channels, fanIn / 9, 3, 3], Math.sqrt(2 / fanIn))],
        { kernel_shape: ints([3, 3]), strides: ints([stride, stride]), pads: ints([1, 1, 1, 1]) },
      ),
    );
  }

  private normalize(path: string, x: ValueName): ValueName {
    const { builder } = this;
    const channels = this.builder.value(x).shape[1];
    const momentum = builder.scalar('float32', 0.1);
    return this.module(path, 'BatchNorm2d', () => {
      const scale = this.parameter(`${path}.weight`, [channels], 0, 1);
      const bias = this.parameter(`${path}.bias`, [channels], 0);
      const buffers = (['running_mean', 'running_var'] as const).map((name) => {
        const buffer = builder.addBuffer(`${path}.${name}`, { type: 'float32', shape: [channels] }, true);
        const value = name === 'running_var' ? 1 : 0;
        this.initialization.push({ target: buffer, shape: [channels], fill: { kind: 'constant', value } });
        return buffer;
      });
      const [output, ...statistics] = builder.addNode({
        operator: 'BatchNormalization',
        inputs: [x, scale, bias, ...buffers],
        attributes: { training_mode: int(1), momentum: float(0), epsilon: float(1e-5) },
        outputCount: 3,
      });
      buffers.forEach((buffer, index) => {
        const change = builder.add('Mul', [builder.add('Sub', [statistics[index], buffer]), momentum]);
        builder.updateBuffer(buffer, builder.add('Add', [buffer, change]));
      });
      return output;
    });
  }

  private parameter(path: string, shape: readonly number[], std: number, mean = 0): ValueName {
    const name = this.builder.addParameter(path, { type: 'float32', shape }, true);
    this.initialization.push({ target: name, shape, fill: { kind: 'normal', mean, std } });
    return name;
  }

  private module(path: string, type: string, body: () => ValueName): ValueName {
    const { builder } = this;
    builder.addModule({ path, type, isUserDefined: false, description: '', parameters: [], buffers: [] });
    const parent = path === '' ? undefined : this.call;
    const outer = builder.origin;
    this.call = builder.addCall({ module: path, parent, spans: [], inputs: [] });
    builder.origin = { stage: 'forward', call: this.call, spans: [] };
    const output = body();
    builder.finishCall(builder.origin.call, [output]);
    builder.origin = outer;
    this.call = outer.call;
    return output;
  }

  private nodeNames(): string[] {
    return this.builder.finish([]).nodes.map(({ name }) => name);
  }
}
