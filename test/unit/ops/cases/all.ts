import type { OperatorCase } from '../operatorCase';
import { algebraCases } from './algebra';
import { neighbourhoodCases } from './convolution';
import { extendedCases } from './extended';
import { extentCases } from './extents';
import { elementwiseCases } from './elementwise';
import { attentionCases } from './attention';
import { lossCases } from './losses';
import { normalizationCases } from './normalization';
import { samplingCases } from './sampling';
import { selectionCases } from './selection';
import { recurrentCases } from './recurrent';
import { functionCases } from './functions';
import { structureCases } from './structure';

export const cases: readonly OperatorCase[] = [
  ...elementwiseCases,
  ...neighbourhoodCases,
  ...algebraCases,
  ...structureCases,
  ...extendedCases,
  ...recurrentCases,
  ...functionCases,
  ...attentionCases,
  ...lossCases,
  ...normalizationCases,
  ...samplingCases,
  ...selectionCases,
  ...extentCases,
];
