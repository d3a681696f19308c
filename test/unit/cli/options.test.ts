import { describe, expect, it } from 'vitest';
import { parseTrainOptions } from '../../../src/cli/options';
import { UsageError } from '../../../src/cli/usage';

const words = ['model.py', '--data', 'random'];

describe('the options of train', () => {
  it('take Nesterov only with momentum, as torch.optim.SGD does', () => {
    expect(() => parseTrainOptions([...words, '--nesterov'])).toThrow(UsageError);
    expect(parseTrainOptions([...words, '--nesterov', '--momentum', '0.9'])).toMatchObject({
      nesterov: true,
      momentum: 0.9,
    });
    expect(parseTrainOptions(words)).toMatchObject({ nesterov: false, momentum: 0 });
  });
});
