import type { OperatorCase } from '../operatorCase';
import { algebraCases } from './algebra';
import { neighbourhoodCases } from './convolution';
import { extendedCases } from './extended';
import { elementwiseCases } from './elementwise';
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
];
