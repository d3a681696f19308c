import { describe, expect, it } from 'vitest';
import type { BatchShapes } from '../../../../src/engine/data/batch';
import { openDataset } from '../../../../src/engine/data/openDataset';
import { openBatches } from './openBatches';
import { classifier, inOrder } from './shapesOf';
import { temporaryFolder } from './temporaryFolder';

const temporary = temporaryFolder();
const shapes = classifier(2, [2], 3);
const regression: BatchShapes = { ...shapes, target: { type: 'float32', shape: [2, 1] } };

describe('comma-separated values', () => {
  it('give all columns but the target, and labels that are words as numbers', async () => {
    const file = temporary.write(
      'flowers.csv',
      'length,kind,width\r\n1.5,"virginica",2\r\n-3e1,setosa,0.25\r\n\r\n4,"se""tosa, small",5',
    );
    const source = await openBatches(`csv:${file}#kind`, classifier(3, [2], 3), inOrder);
    const { inputs, target } = source.next(0);
    expect(inputs.get('x')).toEqual(Float32Array.of(1.5, 2, -30, 0.25, 4, 5));
    expect(target).toEqual(BigInt64Array.of(2n, 1n, 0n));
  });

  it('give the last column where no target is named, as labels or as numbers to regress on', async () => {
    const file = temporary.write('numbers.csv', 'a;b;c\n1;2;0\n3;4;2\n');
    expect((await openBatches(`csv:${file}`, shapes, inOrder)).next(0).target).toEqual(
      BigInt64Array.of(0n, 2n),
    );
    const { target } = (await openBatches(`csv:${file}`, regression, inOrder)).next(0);
    expect(target).toEqual(Float32Array.of(0, 2));
  });

  it('are refused with the line and the column', async () => {
    const cases: [string, string, string][] = [
      ['a,b,c\n1,2,0\n1,,0\n', '', "has no value in line 3, column 'b', where a finite number is needed"],
      ['a,b,c\n1,"x\ny",0\n', '', "has 'x y' in line 2, column 'b'"],
      ['a,b,c\n"1\n",2,0\n1,inf,0\n', '', "has 'inf' in line 4, column 'b'"],
      [
        'a,b,c\n1,2,0\n1,2,7\n',
        '',
        "has the label '7' in line 3, but the model knows 3 classes from 0 to 2.",
      ],
      ['a,b,c\n1,2,0\n1,2\n', '', 'has 2 cells in line 3 but 3 columns in its header.'],
      ['a,b,c\n1,2,"0\n', '', 'opens a quote in line 2 that is not closed.'],
      ['a,b,c\n1,2,"0"x\n', '', 'has text after a closing quote in line 2.'],
      ['a,b,c\n', '', 'has no rows below a header line'],
      ['a,b,c\n1,2,0\n', '#d', "has no column 'd'; it has a, b, c."],
      ['a,b\n1,0\n', '', 'has 1 columns beside the target, but the model takes float32 N×2'],
    ];
    for (const [index, [content, target, message]] of cases.entries()) {
      const file = temporary.write(`bad${index}.csv`, content);
      await expect(openDataset(`csv:${file}${target}`, shapes, inOrder), message).rejects.toThrow(message);
    }
    const file = temporary.write('latin.csv', Buffer.from('a,b,c\n1,2,\xe9\n', 'latin1'));
    await expect(openDataset(`csv:${file}`, shapes, inOrder)).rejects.toThrow('is not in UTF-8');
  });
});

describe('the characters of a text', () => {
  const text = 'hello world';
  const vocabulary = [...' dehlorw'];
  const codes = (part: string) =>
    BigInt64Array.from(part, (character) => BigInt(vocabulary.indexOf(character)));
  const tokens = (target: BatchShapes['target']): BatchShapes => ({
    inputs: [{ name: 'x', type: 'int64', shape: [2, 4], high: 8 }],
    target,
  });

  it('are windows whose target is the next character at every place', async () => {
    const file = temporary.write('text.txt', text);
    for (const shape of [[8], [2, 4]]) {
      const source = await openBatches(
        `chars:${file}`,
        tokens({ type: 'int64', shape, classes: 8 }),
        inOrder,
      );
      expect(source.examples).toBe(7);
      const { inputs, target } = source.next(1);
      expect(inputs.get('x')).toEqual(codes('llo lo w'));
      expect(target).toEqual(codes('lo wo wo'));
    }
  });

  it('are windows whose target is the one character after them where the model predicts one', async () => {
    const file = temporary.write('text.txt', text);
    const source = await openBatches(
      `chars:${file}`,
      tokens({ type: 'int64', shape: [2], classes: 8 }),
      inOrder,
    );
    expect(source.next(0).target).toEqual(codes('o '));
  });

  it('are held out from the end of the text', async () => {
    const file = temporary.write('long.txt', 'ab'.repeat(20));
    const shapes = tokens({ type: 'int64', shape: [2], classes: 2 });
    const { train, validation } = await openDataset(`chars:${file}`, shapes, { ...inOrder, split: 0.25 });
    expect([train.examples, validation?.examples]).toEqual([23, 9]);
  });

  it('must be known to the model, enough, and UTF-8', async () => {
    const file = temporary.write('text.txt', text);
    const target = { type: 'int64', shape: [2], classes: 8 } as const;
    const small: BatchShapes = { inputs: [{ name: 'x', type: 'int64', shape: [2, 4], high: 5 }], target };
    await expect(openDataset(`chars:${file}`, small, inOrder)).rejects.toThrow(
      'has 8 different characters, but the model knows 5; give it a vocabulary of 8.',
    );
    const short = temporary.write('short.txt', 'abc');
    await expect(openDataset(`chars:${short}`, tokens(target), inOrder)).rejects.toThrow(
      'has 3 characters, too few for sequences of 4',
    );
    const binary = temporary.write('binary.txt', Buffer.of(0x61, 0xff, 0xfe));
    await expect(openDataset(`chars:${binary}`, tokens(target), inOrder)).rejects.toThrow('is not in UTF-8');
    await expect(openDataset(`chars:${file}`, shapes, inOrder)).rejects.toThrow(
      'give it an input such as int64:8x64',
    );
  });
});

describe('spirals', () => {
  it('are points on an arm per class, the same for the same seed', async () => {
    const shapes = classifier(300, [2], 3);
    const { inputs, target } = (await openBatches('spirals', shapes, inOrder)).next(0);
    const points = inputs.get('x') as Float32Array;
    const radii = Array.from(target, Number).map((_, example) =>
      Math.hypot(points[2 * example], points[2 * example + 1]),
    );
    expect(Math.max(...radii)).toBeLessThanOrEqual(1);
    // Turned back by what its radius turned it, a point lies near the direction of its arm.
    const errors = radii.map((radius, example) => {
      const angle =
        Math.atan2(points[2 * example], points[2 * example + 1]) -
        4 * radius -
        (2 * Math.PI * Number(target[example])) / 3;
      return Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
    });
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeCloseTo(
      0.2 * Math.sqrt(2 / Math.PI),
      1,
    );
    expect((await openBatches('spirals', shapes, inOrder)).next(0).inputs.get('x')).toEqual(points);
    const other = (await openBatches('spirals', shapes, { ...inOrder, seed: 1 })).next(0);
    expect(other.inputs.get('x')).not.toEqual(points);
    await expect(openBatches('spirals', classifier(3, [4], 3), inOrder)).rejects.toThrow('are points N×2');
  });
});
