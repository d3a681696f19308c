import { formatShape, sameShape } from '../../../graph/shape';
import { isFloatingPoint } from '../../../graph/dataType';
import { writeElement } from '../../tensorData';
import { DataError, targetPerExample } from '../batch';
import { onlyInput } from '../checks';
import { readDataFile } from '../dataFile';
import type { DataKind } from '../dataKind';

/**
 * Predict the next character of a text in UTF-8. The vocabulary is the characters of the file in the order of their code
 * points; example i is the T characters from place i on, where T is the length of the model's input N×T. The target is each
 * character's successor where the model predicts at every position, else the one after the last.
 */
export const chars: DataKind = {
  form: 'chars:FILE',
  open: (file, shapes) => {
    const name = `chars:${file}`;
    const input = onlyInput(shapes, name);
    const [, length] = input.shape;
    if (input.shape.length !== 2 || isFloatingPoint(input.type)) {
      throw new DataError(
        `${name} feeds numbers of characters N×T, but the model takes ${input.type} ${formatShape(input.shape)}; give it an input such as int64:8x64.`,
      );
    }
    const { codes, vocabulary } = readText(file);
    const known = Math.min(input.high ?? Infinity, shapes.target.classes ?? 0);
    if (vocabulary.length > known) {
      throw new DataError(
        `The text '${file}' has ${vocabulary.length} different characters, but the model knows ${known}; give it a vocabulary of ${vocabulary.length}.`,
      );
    }
    const target = targetPerExample(shapes);
    const predicted = target.length === 0 ? 1 : length;
    if (target.length !== 0 && !sameShape(target, [length])) {
      throw new DataError(
        `${name} has ${length} characters to predict per example, but the loss takes a target of shape ${formatShape(shapes.target.shape)}.`,
      );
    }
    if (codes.length <= length) {
      throw new DataError(
        `The text '${file}' has ${codes.length} characters, too few for sequences of ${length} and the one after; use a longer text.`,
      );
    }
    return {
      train: {
        name,
        length: codes.length - length,
        overlap: length,
        writeInput: (example, _input, into, offset) => {
          for (let place = 0; place < length; place++) {
            writeElement(into, offset + place, codes[example + place]);
          }
        },
        writeTarget: (example, into, offset) => {
          const first = example + length - predicted + 1;
          for (let place = 0; place < predicted; place++) {
            writeElement(into, offset + place, codes[first + place]);
          }
        },
      },
    };
  },
};

interface Text {
  /** Place of each character in the vocabulary. */
  readonly codes: Uint32Array;
  /** Code points, ascending. */
  readonly vocabulary: readonly number[];
}

function readText(file: string): Text {
  const bytes = readDataFile(file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`The text '${file}' is not in UTF-8; save it in that encoding.`);
  }
  const codes = new Uint32Array(text.length);
  let length = 0;
  for (const character of text) {
    codes[length++] = character.codePointAt(0) ?? 0;
  }
  const found = codes.subarray(0, length);
  const vocabulary = [...new Set(found)].sort((a, b) => a - b);
  const places = new Map(vocabulary.map((code, place) => [code, place]));
  return { codes: found.map((code) => places.get(code) ?? 0), vocabulary };
}
