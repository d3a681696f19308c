import type { Shape } from '../../../graph/shape';
import type { Parameter } from './callArguments';

/** Where the constructor of a layer of `torch.nn` takes the numbers that shapes depend on. */
export interface LayerParameters {
  /** Extent that the input must have. */
  readonly features?: Parameter;
  /** That extent of a tensor, and what the layer's description gives in its place. */
  readonly featuresOf?: (input: Shape) => number | undefined;
  readonly outputs?: Parameter;
  readonly stride?: Parameter;
  readonly padding?: Parameter;
}

/** @param rank spatial axes; an input with one axis less than usual has no batch */
function convolution(rank: number): LayerParameters {
  return {
    features: { name: 'in_channels', position: 0 },
    featuresOf: (input) => (input.length === rank + 2 ? input[1] : input[0]),
    outputs: { name: 'out_channels', position: 1 },
    stride: { name: 'stride', position: 3 },
    padding: { name: 'padding', position: 4 },
  };
}

const pooling: LayerParameters = {
  stride: { name: 'stride', position: 1 },
  padding: { name: 'padding', position: 2 },
};

const channelNorm: LayerParameters = {
  features: { name: 'num_features', position: 0 },
  featuresOf: (input) => input[1],
};

export const layerParameters: Readonly<Record<string, LayerParameters | undefined>> = {
  Linear: {
    features: { name: 'in_features', position: 0 },
    featuresOf: (input) => input.at(-1),
    outputs: { name: 'out_features', position: 1 },
  },
  Conv1d: convolution(1),
  Conv2d: convolution(2),
  Conv3d: convolution(3),
  ConvTranspose1d: convolution(1),
  ConvTranspose2d: convolution(2),
  ConvTranspose3d: convolution(3),
  BatchNorm1d: channelNorm,
  BatchNorm2d: channelNorm,
  BatchNorm3d: channelNorm,
  SyncBatchNorm: channelNorm,
  InstanceNorm1d: channelNorm,
  InstanceNorm2d: channelNorm,
  InstanceNorm3d: channelNorm,
  GroupNorm: {
    features: { name: 'num_channels', position: 1 },
    featuresOf: (input) => input[1],
  },
  LayerNorm: {
    features: { name: 'normalized_shape', position: 0 },
    featuresOf: (input) => input.at(-1),
  },
  RMSNorm: {
    features: { name: 'normalized_shape', position: 0 },
    featuresOf: (input) => input.at(-1),
  },
  MaxPool1d: pooling,
  MaxPool2d: pooling,
  MaxPool3d: pooling,
  AvgPool1d: pooling,
  AvgPool2d: pooling,
  AvgPool3d: pooling,
};

/** The numbers in the parentheses that PyTorch prints after a layer, by name where they have one. */
export interface DescribedLayer {
  readonly positional: readonly number[];
  readonly named: Readonly<Record<string, readonly number[]>>;
}

/** `3, 64, kernel_size=(7, 7), stride=(2, 2)`; a scalar is a list of one. */
export function describedLayer(description: string): DescribedLayer {
  const positional: number[] = [];
  const named: Record<string, number[]> = {};
  for (const [, name, value] of description.matchAll(/\s*(?:(\w+)=)?(\([^)]*\)|[^,()]+)/g)) {
    const numbers = [...value.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number);
    if (name !== undefined) {
      named[name] = numbers;
    } else {
      positional.push(...numbers);
    }
  }
  return { positional, named };
}
