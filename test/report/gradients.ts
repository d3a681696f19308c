/**
 * For each operator with a gradient: how many cases there are, the worst relative error of its gradients against finite
 * differences in float64, and the worst of its values and gradients in onnxruntime (float32) against the reference engine.
 *
 *     npm run report:gradients
 */
import { operators } from '../../src/ops/operators';
import { cases } from '../unit/ops/cases/all';
import { gradientErrors } from '../unit/ops/finiteDifferences';
import { buildCase } from '../unit/ops/operatorCase';
import { runtimeErrors } from '../unit/ops/runtimeErrors';

const limit = 1e-6;

interface Row {
  readonly operator: string;
  readonly cases: number;
  readonly gradients: number;
  readonly differences: number;
  readonly inRuntime: number;
  readonly runtime: number;
}

async function measure(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, gradient } of operators) {
    if (typeof gradient !== 'function') {
      continue;
    }
    const own = cases.filter(({ operator }) => operator === name);
    const built = own.map((each) => buildCase(each));
    const errors = built.flatMap((each) => [...gradientErrors(each).values()]);
    const runtime: number[] = [];
    for (const [index, { notInRuntime }] of own.entries()) {
      if (notInRuntime === undefined) {
        runtime.push(...(await runtimeErrors(built[index])).values());
      }
    }
    rows.push({
      operator: name,
      cases: own.length,
      gradients: errors.length,
      differences: Math.max(0, ...errors),
      inRuntime: own.filter(({ notInRuntime }) => notInRuntime === undefined).length,
      runtime: Math.max(0, ...runtime),
    });
  }
  return rows;
}

const columns = ['operator', 'cases', 'gradients', 'differences', 'in runtime', 'runtime float32'];
const line = (cells: readonly string[]) =>
  cells.map((cell, column) => (column === 0 ? cell.padEnd(28) : cell.padStart(16))).join('');
const scientific = (x: number) => (x === 0 ? '0' : x.toExponential(1));
const format = ({ operator, cases: count, gradients, differences, inRuntime, runtime }: Row) =>
  line([
    operator,
    String(count),
    String(gradients),
    scientific(differences),
    String(inRuntime),
    scientific(runtime),
  ]);

function print(rows: readonly Row[]): void {
  const total = (pick: (row: Row) => number) => rows.reduce((sum, row) => sum + pick(row), 0);
  const worst = (pick: (row: Row) => number) => Math.max(...rows.map(pick));
  const summary = {
    operator: `${rows.length} operators`,
    cases: total((row) => row.cases),
    gradients: total((row) => row.gradients),
    differences: worst((row) => row.differences),
    inRuntime: total((row) => row.inRuntime),
    runtime: worst((row) => row.runtime),
  };
  console.log([line(columns), ...rows.map(format), '', format(summary)].join('\n'));
  if (summary.differences > limit || rows.some((row) => row.gradients === 0)) {
    process.exitCode = 1;
  }
}

void measure().then(print);
