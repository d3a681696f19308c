/** What analysis needs to know of ONNX operators beyond their records. */

/** Learnable linear maps: their weight is an input. */
export const weightOperators: ReadonlySet<string> = new Set([
  'Conv',
  'ConvTranspose',
  'Gemm',
  'MatMul',
  'Einsum',
]);

/** Affine in each channel once their statistics are fixed. */
export const normalizationOperators: ReadonlySet<string> = new Set([
  'BatchNormalization',
  'GroupNormalization',
  'InstanceNormalization',
  'LayerNormalization',
  'RMSNormalization',
]);

/** Move elements without computing: what a shortcut may do and still carry the value itself. */
export const routingOperators: ReadonlySet<string> = new Set([
  'Cast',
  'DepthToSpace',
  'Expand',
  'Flatten',
  'Identity',
  'Pad',
  'Reshape',
  'Slice',
  'SpaceToDepth',
  'Split',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);

/** Parameter-free changes of resolution. MaxPool is not linear but serves as one of them. */
export const resizeOperators: ReadonlySet<string> = new Set([
  'AveragePool',
  'GlobalAveragePool',
  'MaxPool',
  'ReduceMean',
  'Resize',
  'Upsample',
]);

/** Values between 0 and 1, or a clipped line that stands in for one: what opens and closes a gate. */
export const gateOperators: ReadonlySet<string> = new Set([
  'Sigmoid',
  'HardSigmoid',
  'Softmax',
  'Clip',
  'HardTanh',
]);

/** Elementwise nonlinearities that follow a merge. */
export const activationOperators: ReadonlySet<string> = new Set([
  'Celu',
  'Clip',
  'Elu',
  'Gelu',
  'HardSigmoid',
  'HardSwish',
  'HardTanh',
  'LeakyRelu',
  'Mish',
  'PRelu',
  'Relu',
  'Selu',
  'Sigmoid',
  'Softplus',
  'Softsign',
  'Swish',
  'Tanh',
  'ThresholdedRelu',
]);

/** What a parameter-free shortcut does, in the order in which it is applied: `['pool', 'pad']`. */
export function resizeNames(operators: Iterable<string>): string[] {
  const present = new Set(operators);
  const has = (...names: string[]) => names.some((name) => present.has(name));
  return [
    ...(has('AveragePool', 'MaxPool', 'GlobalAveragePool', 'ReduceMean') ? ['pool'] : []),
    ...(has('Resize', 'Upsample') ? ['resize'] : []),
    ...(has('Pad', 'Concat') ? ['pad'] : []),
  ];
}

const displayNames: Readonly<Record<string, string>> = {
  AveragePool: 'AvgPool',
  BatchNormalization: 'BN',
  Celu: 'CELU',
  Elu: 'ELU',
  Gelu: 'GELU',
  GlobalAveragePool: 'GlobalAvgPool',
  GroupNormalization: 'GN',
  HardSwish: 'Hardswish',
  HardTanh: 'Hardtanh',
  InstanceNormalization: 'IN',
  LayerNormalization: 'LN',
  LeakyRelu: 'LeakyReLU',
  PRelu: 'PReLU',
  RMSNormalization: 'RMSNorm',
  Relu: 'ReLU',
  Selu: 'SELU',
};

/** The name that papers and PyTorch use: `ReLU` for `Relu`, `BN` for `BatchNormalization`. */
export function displayName(operator: string): string {
  return displayNames[operator] ?? operator;
}
