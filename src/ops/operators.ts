import type { Operator } from './operator';
import { Add } from './Add';

/** Every operator that Skipline knows, one line each, sorted. */
export const operators: readonly Operator[] = [Add];
