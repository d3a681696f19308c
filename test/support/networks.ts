import { int, ints } from '../../src/graph/attributes';
import type { Graph } from '../../src/graph/graph';
import { NetworkWriter } from './networkWriter';

type Layer = (network: NetworkWriter, x: string) => string;

/** torchvision's ResNet, small: stages of basic blocks or bottlenecks, a projection where a stage changes the shape. */
export function resNet(depths: readonly number[], kind: 'basic' | 'bottleneck' = 'basic'): Graph {
  const n = new NetworkWriter();
  const x = n.input(1, 3, 64, 64);
  const expansion = kind === 'basic' ? 1 : 4;
  return n.finish('ResNet', x, () => {
    let z = n.relu('relu', n.batchNorm('bn1', n.conv('conv1', x, 8, { kernel: 7, stride: 2 })));
    z = n.maxPool('maxpool', z);
    depths.forEach((depth, stage) => {
      z = n.module(`layer${stage + 1}`, 'Sequential', [z], () => {
        for (let block = 0; block < depth; block++) {
          const width = 8 << stage;
          const stride = stage > 0 && block === 0 ? 2 : 1;
          z = n.module(String(block), kind === 'basic' ? 'BasicBlock' : 'Bottleneck', [z], () =>
            kind === 'basic' ? basicBlock(n, z, width, stride) : bottleneck(n, z, width, stride, expansion),
          );
        }
        return z;
      });
    });
    z = n.operator('avgpool', 'AdaptiveAvgPool2d', 'GlobalAveragePool', z);
    return n.linear('fc', n.add('Flatten', [z], { axis: int(1) }), 10);
  });
}

function basicBlock(n: NetworkWriter, x: string, width: number, stride: number): string {
  let out = n.relu('relu', n.batchNorm('bn1', n.conv('conv1', x, width, { stride })));
  out = n.batchNorm('bn2', n.conv('conv2', out, width));
  return n.relu('relu', n.add('Add', [out, projected(n, x, width, stride)]));
}

function bottleneck(n: NetworkWriter, x: string, width: number, stride: number, expansion: number): string {
  let out = n.relu('relu', n.batchNorm('bn1', n.conv('conv1', x, width, { kernel: 1 })));
  out = n.relu('relu', n.batchNorm('bn2', n.conv('conv2', out, width, { stride })));
  out = n.batchNorm('bn3', n.conv('conv3', out, width * expansion, { kernel: 1 }));
  return n.relu('relu', n.add('Add', [out, projected(n, x, width * expansion, stride)]));
}

function projected(n: NetworkWriter, x: string, channels: number, stride: number): string {
  return stride === 1 && n.shape(x)[1] === channels
    ? x
    : n.module('downsample', 'Sequential', [x], () =>
        n.batchNorm('1', n.conv('0', x, channels, { kernel: 1, stride })),
      );
}

/** Blocks for a network on 1×8×16×16 that is nothing but a stem and these. */
export function chain(
  type: string,
  layers: readonly Layer[],
  input: readonly number[] = [1, 3, 16, 16],
): Graph {
  const n = new NetworkWriter();
  const x = n.input(...input);
  return n.finish(type, x, () => {
    let z = input.length === 4 ? n.relu('relu', n.conv('stem', x, 8)) : n.linear('stem', x, 8);
    layers.forEach((layer, index) => {
      const before = z;
      z = n.module(`blocks.${index}`, type, [before], () => layer(n, before));
    });
    return z;
  });
}

/** He et al. 2016, option A: every second row and column, zeros for the new channels. */
export function padBlock(channels: number): Layer {
  return (n, x) => {
    let out = n.relu('relu', n.conv('conv1', x, channels, { stride: 2 }));
    out = n.conv('conv2', out, channels);
    const b = n.builder;
    const strided = n.add('Slice', [
      x,
      b.int64s([0, 0]),
      b.int64s([1000, 1000]),
      b.int64s([2, 3]),
      b.int64s([2, 2]),
    ]);
    const extra = channels - n.shape(x)[1];
    const padded = n.add('Pad', [strided, b.int64s([0, 0, 0, 0, 0, extra, 0, 0]), b.scalar('float32', 0)]);
    return n.relu('relu', n.add('Add', [out, padded]));
  };
}

/** The shortcut is an average pool; the branch is strided. */
export function poolBlock(n: NetworkWriter, x: string): string {
  const out = n.relu('relu', n.conv('conv', x, n.shape(x)[1], { stride: 2 }));
  return n.add('Add', [out, n.averagePool('pool', x)]);
}

/** Identity mappings (He et al. 2016b): BN and ReLU before each convolution; a projection sees what they made. */
export function preActivationBlock(channels: number): Layer {
  return (n, x) => {
    const pre = n.relu('relu1', n.batchNorm('bn1', x));
    const isSame = n.shape(x)[1] === channels;
    const shortcut = isSame ? x : n.conv('shortcut', pre, channels, { kernel: 1 });
    const out = n.conv(
      'conv2',
      n.relu('relu2', n.batchNorm('bn2', n.conv('conv1', pre, channels))),
      channels,
    );
    return n.add('Add', [out, shortcut]);
  };
}

/** A basic block whose branch ends in squeeze-and-excitation (Hu et al. 2018). */
export function squeezeExciteBlock(n: NetworkWriter, x: string): string {
  const channels = n.shape(x)[1];
  const out = n.conv('conv2', n.relu('relu', n.conv('conv1', x, channels)), channels);
  const excited = n.module('se', 'SqueezeExcitation', [out], () => {
    let gate = n.operator('avgpool', 'AdaptiveAvgPool2d', 'GlobalAveragePool', out);
    gate = n.relu('activation', n.conv('fc1', gate, 2, { kernel: 1, bias: true }));
    gate = n.operator('scale_activation', 'Sigmoid', 'Sigmoid', n.conv('fc2', gate, channels, { kernel: 1 }));
    return n.add('Mul', [gate, out]);
  });
  return n.relu('relu', n.add('Add', [excited, x]));
}

/** T ⊙ H + (1 − T) ⊙ x (Srivastava et al. 2015). */
export function highwayLayer(n: NetworkWriter, x: string): string {
  const gate = n.add('Sigmoid', [n.linear('gate', x, 8)]);
  const transformed = n.add('Relu', [n.linear('transform', x, 8)]);
  const carry = n.add('Sub', [n.builder.scalar('float32', 1), gate]);
  return n.add('Add', [n.add('Mul', [gate, transformed]), n.add('Mul', [carry, x])]);
}

/** Pre-norm encoder layer with one attention head: two identity blocks in one module. */
export function transformerLayer(n: NetworkWriter, x: string): string {
  const attended = n.module('attention', 'Attention', [x], () => attention(n, n.layerNorm('norm', x)));
  const z = n.add('Add', [x, attended]);
  const hidden = n.module('mlp', 'MLP', [z], () => {
    const wide = n.linear('fc1', n.layerNorm('norm', z), 32);
    return n.linear('fc2', n.operator('act', 'GELU', 'Gelu', wide), 8);
  });
  return n.add('Add', [z, hidden]);
}

function attention(n: NetworkWriter, x: string): string {
  const [q, k, v] = ['q', 'k', 'v'].map((name) => n.linear(name, x, 8));
  const scores = n.add('MatMul', [q, n.add('Transpose', [k], { perm: ints([0, 2, 1]) })]);
  // A learnt relative position, as T5 adds it: no merge.
  const biased = n.add('Add', [scores, n.parameter(n.path('bias'), 4, 4)]);
  const weights = n.add('Softmax', [biased], { axis: int(-1) });
  return n.linear('out', n.add('MatMul', [weights, v]), 8);
}

/** GPT-J: attention and MLP read the same norm and are added one after the other. */
export function parallelLayer(n: NetworkWriter, x: string): string {
  const normed = n.layerNorm('norm', x);
  const attended = attention(n, normed);
  const hidden = n.linear('fc2', n.operator('act', 'GELU', 'Gelu', n.linear('fc1', normed, 32)), 8);
  return n.add('Add', [n.add('Add', [x, attended]), hidden]);
}

/** VGG: no merges. */
export function vgg(depth = 6): Graph {
  return chain(
    'VGG',
    Array.from({ length: depth }, (): Layer => (n, x) => n.relu('relu', n.conv('conv', x, 8))),
  );
}

/** DenseNet's blocks as torchvision writes them (each layer concatenates the list) or one pair after the other. */
export function denseNet(layers: readonly number[], form: 'list' | 'pairs' = 'list', growth = 4): Graph {
  const n = new NetworkWriter();
  const x = n.input(1, 3, 32, 32);
  const grow = (z: string) => n.conv('conv', n.relu('relu', n.batchNorm('norm', z)), growth);
  return n.finish('DenseNet', x, () => {
    let z = n.conv('conv0', x, 8);
    layers.forEach((count, block) => {
      z = n.module(`denseblock${block + 1}`, '_DenseBlock', [z], () => {
        const features = [z];
        for (let layer = 1; layer <= count; layer++) {
          if (form === 'list') {
            features.push(
              n.module(`denselayer${layer}`, '_DenseLayer', features, () =>
                grow(features.length === 1 ? features[0] : n.concat(features)),
              ),
            );
          } else {
            z = n.module(`denselayer${layer}`, '_DenseLayer', [z], () => n.concat([z, grow(z)]));
          }
        }
        return form === 'list' ? n.concat(features) : z;
      });
      if (block + 1 < layers.length) {
        z = n.module(`transition${block + 1}`, '_Transition', [z], () =>
          n.averagePool('pool', n.conv('conv', n.relu('relu', n.batchNorm('norm', z)), 8, { kernel: 1 })),
        );
      }
    });
    return n.linear('fc', n.add('Flatten', [n.add('GlobalAveragePool', [z])], { axis: int(1) }), 10);
  });
}

/** U-Net (Ronneberger et al. 2015) of this many levels, with padded convolutions. */
export function uNet(levels: number, size = 1 << levels): Graph {
  const n = new NetworkWriter();
  const x = n.input(1, 3, size, size);
  const twice = (name: string, z: string, channels: number) =>
    n.module(name, 'DoubleConv', [z], () =>
      n.relu('relu2', n.conv('conv2', n.relu('relu1', n.conv('conv1', z, channels)), channels)),
    );
  return n.finish('UNet', x, () => {
    const skips: string[] = [];
    let z = x;
    for (let level = 0; level < levels; level++) {
      z = twice(`down${level}`, z, 4 + level);
      skips.push(z);
      z = n.maxPool(`pool${level}`, z);
    }
    z = twice('bottom', z, 4 + levels);
    for (let level = levels - 1; level >= 0; level--) {
      z = n.concat([n.upConv(`upconv${level}`, z, 4 + level), skips[level]]);
      z = twice(`up${level}`, z, 4 + level);
    }
    return n.conv('head', z, 2, { kernel: 1 });
  });
}

/** Szegedy et al. 2015: four branches of convolutions side by side, concatenated. No shortcut. */
export function inceptionLayer(n: NetworkWriter, x: string): string {
  const branch = (name: string, ...kernels: number[]) =>
    kernels.reduce(
      (z, kernel, index) => n.relu(`${name}_relu${index}`, n.conv(`${name}_${index}`, z, 4, { kernel })),
      x,
    );
  const pooled = n.operator('pool', 'MaxPool2d', 'MaxPool', x, {
    kernel_shape: ints([3, 3]),
    pads: ints([1, 1, 1, 1]),
  });
  return n.concat([
    branch('branch1', 1),
    branch('branch3', 1, 3),
    branch('branch5', 1, 5),
    n.relu('pool_relu', n.conv('pool_proj', pooled, 4, { kernel: 1 })),
  ]);
}

/** One global shortcut around a stream of blocks, as EDSR and SRResNet have it. */
export function nestedResiduals(blocks: number): Graph {
  const n = new NetworkWriter();
  const x = n.input(1, 3, 16, 16);
  return n.finish('EDSR', x, () => {
    const head = n.conv('head', x, 8);
    let z = head;
    for (let block = 0; block < blocks; block++) {
      const before = z;
      z = n.module(`body.${block}`, 'ResBlock', [before], () =>
        n.add('Add', [before, n.conv('conv2', n.relu('relu', n.conv('conv1', before, 8)), 8)]),
      );
    }
    return n.conv('tail', n.add('Add', [n.conv('fuse', z, 8), head]), 3);
  });
}

/** A block whose branch is also fed by another input of the network, as a diffusion model's time step does. */
export function conditioned(): Graph {
  const n = new NetworkWriter();
  const x = n.input(1, 3, 16, 16);
  const time = n.builder.addInput('time', { type: 'float32', shape: [1, 8, 1, 1] });
  return n.finish('Diffusion', x, () => {
    const z = n.relu('relu', n.conv('stem', x, 8));
    return n.module('block', 'TimeBlock', [z, time], () => {
      const hidden = n.add('Add', [n.conv('conv1', z, 8), n.conv('time', time, 8, { kernel: 1 })]);
      return n.add('Add', [n.conv('conv2', n.relu('relu', hidden), 8), z]);
    });
  });
}

const repeated = (layer: Layer, count = 2) => Array.from({ length: count }, () => layer);

/** One of each, small: what must hold for every network is tested on these. */
export const networks: Readonly<Record<string, () => Graph>> = {
  'ResNet of basic blocks': () => resNet([2, 2, 2]),
  'ResNet of bottlenecks': () => resNet([1, 2], 'bottleneck'),
  'option A': () => chain('OptionA', [padBlock(8), padBlock(16)]),
  'pooled shortcuts': () => chain('Pooled', repeated(poolBlock)),
  'pre-activation': () => chain('PreActivation', [8, 16, 16].map(preActivationBlock)),
  'squeeze-and-excitation': () => chain('SqueezeExcite', repeated(squeezeExciteBlock)),
  Highway: () => chain('Highway', repeated(highwayLayer), [4, 8]),
  Transformer: () => chain('Transformer', repeated(transformerLayer), [2, 4, 8]),
  'parallel Transformer': () => chain('Parallel', repeated(parallelLayer), [2, 4, 8]),
  'DenseNet as a list': () => denseNet([4, 3], 'list'),
  'DenseNet in pairs': () => denseNet([4, 3], 'pairs'),
  'U-Net': () => uNet(3),
  Inception: () => chain('Inception', repeated(inceptionLayer)),
  'global residual': () => nestedResiduals(3),
  'time step': () => conditioned(),
  VGG: () => vgg(),
};
