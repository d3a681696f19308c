import { dataTypes } from '../graph/dataType';
import type { InputSpec } from '../protocol/tracer';

/** Inputs as a user writes them: `1x3x224x224`, `int64:2x128`, `x=1x3 y=1x5`, one for each input of the model. */

const pattern = /^(?:([A-Za-z_]\w*)=)?(?:(\w+):)?(\d+(?:[x×*]\d+)*|scalar)$/;

/** Sentence that says what is wrong; undefined where nothing is. */
export function problemOfInputs(text: string): string | undefined {
  const parts = splitInputs(text);
  if (parts.length === 0) {
    return 'Write the shape with the batch first, such as 1x3x224x224.';
  }
  for (const part of parts) {
    const match = pattern.exec(part);
    if (match === null) {
      return `'${part}' is no shape: write it like 1x3x224x224, int64:2x128 or x=1x16.`;
    }
    const type = match[2];
    if (type !== undefined && !dataTypes.some((known) => known === type)) {
      return `There is no element type ${type}; there are: ${dataTypes.join(', ')}.`;
    }
    if (/(^|[x×*])0/.test(match[3])) {
      return `'${part}' has no elements: extents count from 1.`;
    }
  }
  return undefined;
}

/** The inputs one by one, with `x` between extents. */
export function splitInputs(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => part.replace(/(?<=\d)[×*](?=\d)/g, 'x'));
}

/** `1x3x32x32`; names only where there are several. */
export function writeInputs(inputs: readonly InputSpec[]): string {
  return inputs
    .map(({ name, type, shape }) => {
      const prefix = name !== undefined && inputs.length > 1 ? `${name}=` : '';
      const kind = type === 'float32' ? '' : `${type}:`;
      return `${prefix}${kind}${shape.length === 0 ? 'scalar' : shape.join('x')}`;
    })
    .join(' ');
}
