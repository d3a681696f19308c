import { describe, expect, it } from 'vitest';
import { formats } from '../../fuzz/formats';
import { fuzz, mutation } from '../../fuzz/fuzz';

// A few of the mutations; `npm run fuzz` reads ten thousand of each format, in processes of little memory.
const count = 200;

describe('mutated files', () => {
  it.each(formats)(
    'of the format $name are read, or refused in one sentence that names the file',
    async (format) => {
      const { accepted, refused, faults } = await fuzz(format, count, 7);
      expect(faults).toEqual([]);
      expect(accepted + refused).toBe(count);
    },
  );

  it('are the same for the same seed and number', () => {
    const [format] = formats;
    expect(mutation(format, 3, 11)).toEqual(mutation(format, 3, 11));
    expect(mutation(format, 3, 11)).not.toEqual(mutation(format, 3, 12));
  });

  it('would be found out where a reader throws anything else', async () => {
    const [format] = formats;
    const faultsOf = async (read: () => never) => (await fuzz({ ...format, read }, 1, 1)).faults[0];
    const cases: [() => never, string][] = [
      [
        () => {
          throw new TypeError('x is undefined');
        },
        'no sentence of its own',
      ],
      [
        () => {
          throw new Error('first line\nsecond line.');
        },
        'more than one line',
      ],
      [
        () => {
          throw new Error('It cannot be read.');
        },
        'no file named',
      ],
    ];
    for (const [read, fault] of cases) {
      expect(await faultsOf(read)).toContain(fault);
    }
  });
});
