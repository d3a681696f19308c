import type { Operator } from './operator';
import { Abs } from './Abs';
import { Acos } from './Acos';
import { Acosh } from './Acosh';
import { Add } from './Add';
import { AffineGrid } from './AffineGrid';
import { And } from './And';
import { ArgMax } from './ArgMax';
import { ArgMin } from './ArgMin';
import { Asin } from './Asin';
import { Asinh } from './Asinh';
import { Atan } from './Atan';
import { Atanh } from './Atanh';
import { Attention } from './Attention';
import { AveragePool } from './AveragePool';
import { BatchNormalization } from './BatchNormalization';
import { Bernoulli } from './Bernoulli';
import { BitShift } from './BitShift';
import { BitwiseAnd } from './BitwiseAnd';
import { BitwiseNot } from './BitwiseNot';
import { BitwiseOr } from './BitwiseOr';
import { BitwiseXor } from './BitwiseXor';
import { Cast } from './Cast';
import { CastLike } from './CastLike';
import { Ceil } from './Ceil';
import { Celu } from './Celu';
import { CenterCropPad } from './CenterCropPad';
import { Clip } from './Clip';
import { Col2Im } from './Col2Im';
import { Compress } from './Compress';
import { Concat } from './Concat';
import { ConstantOfShape } from './ConstantOfShape';
import { Conv } from './Conv';
import { ConvTranspose } from './ConvTranspose';
import { ConvWeightGradient } from './ConvWeightGradient';
import { Cos } from './Cos';
import { Cosh } from './Cosh';
import { CumSum } from './CumSum';
import { DepthToSpace } from './DepthToSpace';
import { Det } from './Det';
import { Div } from './Div';
import { Dropout } from './Dropout';
import { Einsum } from './Einsum';
import { Elu } from './Elu';
import { Equal } from './Equal';
import { Erf } from './Erf';
import { Exp } from './Exp';
import { Expand } from './Expand';
import { EyeLike } from './EyeLike';
import { Flatten } from './Flatten';
import { Floor } from './Floor';
import { Gather } from './Gather';
import { GatherElements } from './GatherElements';
import { GatherND } from './GatherND';
import { Gelu } from './Gelu';
import { Gemm } from './Gemm';
import { GlobalAveragePool } from './GlobalAveragePool';
import { GlobalLpPool } from './GlobalLpPool';
import { GlobalMaxPool } from './GlobalMaxPool';
import { GridSample } from './GridSample';
import { GroupNormalization } from './GroupNormalization';
import { GRU } from './GRU';
import { Greater } from './Greater';
import { GreaterOrEqual } from './GreaterOrEqual';
import { Hardmax } from './Hardmax';
import { HardSigmoid } from './HardSigmoid';
import { HardSwish } from './HardSwish';
import { HardTanh } from './HardTanh';
import { Identity } from './Identity';
import { InstanceNormalization } from './InstanceNormalization';
import { IsInf } from './IsInf';
import { IsNaN } from './IsNaN';
import { LpNormalization } from './LpNormalization';
import { LpPool } from './LpPool';
import { LRN } from './LRN';
import { LSTM } from './LSTM';
import { LayerNormalization } from './LayerNormalization';
import { LeakyRelu } from './LeakyRelu';
import { Less } from './Less';
import { LessOrEqual } from './LessOrEqual';
import { Log } from './Log';
import { LogSoftmax } from './LogSoftmax';
import { MatMul } from './MatMul';
import { Max } from './Max';
import { MaxPool } from './MaxPool';
import { MaxUnpool } from './MaxUnpool';
import { Mean } from './Mean';
import { MeanVarianceNormalization } from './MeanVarianceNormalization';
import { Min } from './Min';
import { Mish } from './Mish';
import { Mod } from './Mod';
import { Mul } from './Mul';
import { Multinomial } from './Multinomial';
import { Neg } from './Neg';
import { NegativeLogLikelihoodLoss } from './NegativeLogLikelihoodLoss';
import { NonZero } from './NonZero';
import { Not } from './Not';
import { OneHot } from './OneHot';
import { Opaque } from './Opaque';
import { Or } from './Or';
import { PRelu } from './PRelu';
import { ReduceLogSum } from './ReduceLogSum';
import { ReverseSequence } from './ReverseSequence';
import { RMSNormalization } from './RMSNormalization';
import { RNN } from './RNN';
import { Pad } from './Pad';
import { Pow } from './Pow';
import { RandomExponential } from './RandomExponential';
import { RandomIntegers } from './RandomIntegers';
import { RandomNormal } from './RandomNormal';
import { RandomNormalLike } from './RandomNormalLike';
import { RandomPermutation } from './RandomPermutation';
import { RandomUniform } from './RandomUniform';
import { RandomUniformLike } from './RandomUniformLike';
import { Range } from './Range';
import { Reciprocal } from './Reciprocal';
import { ReduceL1 } from './ReduceL1';
import { ReduceL2 } from './ReduceL2';
import { ReduceLogSumExp } from './ReduceLogSumExp';
import { ReduceMax } from './ReduceMax';
import { ReduceMean } from './ReduceMean';
import { ReduceMin } from './ReduceMin';
import { ReduceProd } from './ReduceProd';
import { ReduceSum } from './ReduceSum';
import { ReduceSumSquare } from './ReduceSumSquare';
import { Relu } from './Relu';
import { Reshape } from './Reshape';
import { Resize } from './Resize';
import { RotaryEmbedding } from './RotaryEmbedding';
import { Round } from './Round';
import { ScatterElements } from './ScatterElements';
import { ScatterND } from './ScatterND';
import { Selu } from './Selu';
import { Shape } from './Shape';
import { Shrink } from './Shrink';
import { Sigmoid } from './Sigmoid';
import { Sign } from './Sign';
import { Sin } from './Sin';
import { Sinh } from './Sinh';
import { Size } from './Size';
import { Slice } from './Slice';
import { Softmax } from './Softmax';
import { SoftmaxCrossEntropyLoss } from './SoftmaxCrossEntropyLoss';
import { Softplus } from './Softplus';
import { Softsign } from './Softsign';
import { SpaceToDepth } from './SpaceToDepth';
import { Split } from './Split';
import { Sqrt } from './Sqrt';
import { Squeeze } from './Squeeze';
import { Sub } from './Sub';
import { Sum } from './Sum';
import { Swish } from './Swish';
import { Tan } from './Tan';
import { Tanh } from './Tanh';
import { ThresholdedRelu } from './ThresholdedRelu';
import { Tile } from './Tile';
import { TopK } from './TopK';
import { Transpose } from './Transpose';
import { Trilu } from './Trilu';
import { Unique } from './Unique';
import { Unsqueeze } from './Unsqueeze';
import { Where } from './Where';
import { Xor } from './Xor';

/** Every operator that Skipline knows, one line each, sorted. */
export const operators: readonly Operator[] = [
  Abs,
  Acos,
  Acosh,
  Add,
  AffineGrid,
  And,
  ArgMax,
  ArgMin,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Attention,
  AveragePool,
  BatchNormalization,
  Bernoulli,
  BitShift,
  BitwiseAnd,
  BitwiseNot,
  BitwiseOr,
  BitwiseXor,
  Cast,
  CastLike,
  Ceil,
  Celu,
  CenterCropPad,
  Clip,
  Col2Im,
  Compress,
  Concat,
  ConstantOfShape,
  Conv,
  ConvTranspose,
  ConvWeightGradient,
  Cos,
  Cosh,
  CumSum,
  DepthToSpace,
  Det,
  Div,
  Dropout,
  Einsum,
  Elu,
  Equal,
  Erf,
  Exp,
  Expand,
  EyeLike,
  Flatten,
  Floor,
  Gather,
  GatherElements,
  GatherND,
  Gelu,
  Gemm,
  GlobalAveragePool,
  GlobalLpPool,
  GlobalMaxPool,
  GridSample,
  GroupNormalization,
  GRU,
  Greater,
  GreaterOrEqual,
  Hardmax,
  HardSigmoid,
  HardSwish,
  HardTanh,
  Identity,
  InstanceNormalization,
  IsInf,
  IsNaN,
  LpNormalization,
  LpPool,
  LRN,
  LSTM,
  LayerNormalization,
  LeakyRelu,
  Less,
  LessOrEqual,
  Log,
  LogSoftmax,
  MatMul,
  Max,
  MaxPool,
  MaxUnpool,
  Mean,
  MeanVarianceNormalization,
  Min,
  Mish,
  Mod,
  Mul,
  Multinomial,
  Neg,
  NegativeLogLikelihoodLoss,
  NonZero,
  Not,
  OneHot,
  Opaque,
  Or,
  PRelu,
  ReduceLogSum,
  ReverseSequence,
  RMSNormalization,
  RNN,
  Pad,
  Pow,
  RandomExponential,
  RandomIntegers,
  RandomNormal,
  RandomNormalLike,
  RandomPermutation,
  RandomUniform,
  RandomUniformLike,
  Range,
  Reciprocal,
  ReduceL1,
  ReduceL2,
  ReduceLogSumExp,
  ReduceMax,
  ReduceMean,
  ReduceMin,
  ReduceProd,
  ReduceSum,
  ReduceSumSquare,
  Relu,
  Reshape,
  Resize,
  RotaryEmbedding,
  Round,
  ScatterElements,
  ScatterND,
  Selu,
  Shape,
  Shrink,
  Sigmoid,
  Sign,
  Sin,
  Sinh,
  Size,
  Slice,
  Softmax,
  SoftmaxCrossEntropyLoss,
  Softplus,
  Softsign,
  SpaceToDepth,
  Split,
  Sqrt,
  Squeeze,
  Sub,
  Sum,
  Swish,
  Tan,
  Tanh,
  ThresholdedRelu,
  Tile,
  TopK,
  Transpose,
  Trilu,
  Unique,
  Unsqueeze,
  Where,
  Xor,
];
