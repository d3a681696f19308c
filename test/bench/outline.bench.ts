/** The static outline of files of this many classes: its time grows with the text, not with its square. */
import { parser } from '@lezer/python';
import { bench, describe } from 'vitest';
import { outlineFromTree } from '../../src/frontends/torch/outline';

/** Lines of a class, about. */
const layers = 30;

function fileOf(classes: number): string {
  const line = (layer: number) =>
    `        self.layer${layer} = nn.Conv2d(width, width * ${layer}, 3, padding=1)`;
  const body = Array.from({ length: layers }, (_, layer) => line(layer)).join('\n');
  const classText = (index: number) =>
    `class Net${index}(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n${body}\n`;
  return ['from torch import nn', ...Array.from({ length: classes }, (_, index) => classText(index))].join(
    '\n',
  );
}

describe('outline', () => {
  for (const classes of [10, 100, 600]) {
    const text = fileOf(classes);
    const tree = parser.parse(text);
    bench(`${classes} classes, ${text.split('\n').length} lines`, () => {
      outlineFromTree(text, tree);
    });
  }
});
