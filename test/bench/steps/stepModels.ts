import path from 'node:path';

/** A model whose training step is measured. */
export interface StepModel {
  readonly title: string;
  readonly file: string;
  readonly name: string;
  /** As `--input` takes it; the first extent is the batch size. */
  readonly input: string;
}

const models = path.join(import.meta.dirname, '../models');

export const stepModels: Readonly<Record<string, StepModel>> = {
  resnet20: {
    title: 'ResNet-20, 32×3×32²',
    file: path.join(import.meta.dirname, '../../../media/samples/resnet20.py'),
    name: 'resnet20',
    input: '32x3x32x32',
  },
  resnet18: {
    title: 'ResNet-18, 8×3×224²',
    file: path.join(models, 'resnet18.py'),
    name: 'net',
    input: '8x3x224x224',
  },
  gpt: { title: 'small GPT, 8×128', file: path.join(models, 'gpt.py'), name: 'GPT', input: 'int64:8x128' },
  mobilenetV2: {
    title: 'MobileNetV2, 8×3×224²',
    file: path.join(models, 'mobilenet_v2.py'),
    name: 'net',
    input: '8x3x224x224',
  },
};
