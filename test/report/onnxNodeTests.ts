/**
 * How many of ONNX's backend node tests each operator passes, and what is left out.
 *
 *     npm run report:onnx
 */
import { readNodeTests } from '../parity/onnxNodeTests/nodeTests';
import { operatorsOf, type Outcome, runNodeTest } from '../parity/onnxNodeTests/runNodeTest';
import { unsupportedForms, unsupportedOperators } from '../parity/onnxNodeTests/unsupported';

interface Tally {
  passed: number;
  total: number;
  random: number;
}

const byOperator = new Map<string, Tally>();
const leftOut = new Map<string, number>();
const failures: string[] = [];
const all: Tally = { passed: 0, total: 0, random: 0 };

function count(tally: Tally, outcome: Outcome): void {
  tally.total += 1;
  tally.passed += outcome.kind === 'failed' ? 0 : 1;
  tally.random += outcome.kind === 'random' ? 1 : 0;
}

for (const test of readNodeTests()) {
  const operators = operatorsOf(test);
  const outcome = runNodeTest(test);
  if (outcome.kind === 'unsupported') {
    const unknown = operators.filter((name) => name in unsupportedOperators);
    for (const reason of unknown.length > 0 ? unknown : [outcome.reason]) {
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
    }
    continue;
  }
  if (outcome.kind === 'failed') {
    failures.push(`${test.name} of ONNX ${test.source}: ${outcome.reason}`);
  }
  const name = operators.length === 1 ? operators[0] : '(several operators)';
  const tally = byOperator.get(name) ?? { passed: 0, total: 0, random: 0 };
  byOperator.set(name, tally);
  count(tally, outcome);
  count(all, outcome);
}

const row = (name: string, { passed, total, random }: Tally) =>
  `${name.padEnd(32)} ${String(passed).padStart(5)} / ${String(total).padEnd(5)}` +
  (random > 0 ? ` ${random} of them by type and shape alone, as they draw random numbers` : '');

console.log(
  [...byOperator]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, tally]) => row(name, tally))
    .join('\n'),
);
console.log(`\n${row('total', all)}`);
console.log(`\nleft out (a test may hold several):`);
for (const [reason, tests] of [...leftOut].sort(([, a], [, b]) => b - a)) {
  const why = unsupportedOperators[reason] ?? unsupportedForms.find((form) => form.reason === reason)?.why;
  console.log(`${String(tests).padStart(5)}  ${reason}${why === undefined ? '' : `: ${why}`}`);
}
if (failures.length > 0) {
  console.log(`\nfailed:\n${failures.join('\n')}`);
  process.exitCode = 1;
}
