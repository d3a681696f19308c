import path from 'node:path';
import { isFloatingPoint } from '../../../graph/dataType';
import { formatShape } from '../../../graph/shape';
import { messageOf } from '../../messageOf';
import { writeElement } from '../../tensorData';
import { DataError, type InputShape } from '../batch';
import { classCount, onlyInput } from '../checks';
import { listFolder, readDataFile } from '../dataFile';
import type { DataKind } from '../dataKind';
import type { Examples } from '../examples';
import { decodePicture, pictureNames } from '../pictures/decodePicture';
import { coloured, grey, type Picture } from '../pictures/picture';
import { resizeAndCrop } from '../pictures/resize';

/** Bytes of pictures that are kept decoded; beyond them a picture is decoded again in every epoch. */
const mostKeptBytes = 512 * 2 ** 20;

/**
 * PNG and JPEG files in a folder per class, as torchvision's `ImageFolder`: classes in the order of their folders' names.
 * Pictures are resized and cropped to the model's input N×3×H×W (or N×1×H×W, grey) as torchvision does; values from 0 to 1.
 * Where DIR holds the folders `train` and `val` (or `test`), the latter is the data to validate with.
 */
export const images: DataKind = {
  form: 'images:DIR',
  open: (folder, shapes) => {
    const input = onlyInput(shapes, `images:${folder}`);
    const size = pictureSize(input);
    const classes = classCount(shapes, `images:${folder}`);
    const folders = listFolder(folder).flatMap(({ name, isFolder }) => (isFolder ? [name] : []));
    const testFolder = ['val', 'valid', 'test'].find((name) => folders.includes(name));
    const isParted = folders.includes('train') && testFolder !== undefined;
    const part = (home: string) => folderExamples(`images:${folder}`, home, classes, size);
    return {
      train: part(isParted ? path.join(folder, 'train') : folder),
      ...(isParted && { test: part(path.join(folder, testFolder)) }),
      // Of ImageNet, as torchvision's models are trained.
      normalisation:
        size.channels === 3
          ? { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
          : { mean: [0.449], std: [0.226] },
    };
  },
};

interface Size {
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
}

function pictureSize({ type, shape }: InputShape): Size {
  const [, channels, height, width] = shape;
  if (shape.length !== 4 || !isFloatingPoint(type) || (channels !== 1 && channels !== 3)) {
    throw new DataError(
      `The data 'images' are pictures N×3×H×W or N×1×H×W, but the model takes ${type} ${formatShape(shape)}; choose other data.`,
    );
  }
  return { channels, height, width };
}

interface PictureFile {
  readonly file: string;
  readonly label: number;
}

function folderExamples(name: string, home: string, classes: number, size: Size): Examples {
  const files = findPictures(home, classes);
  const kept = new Map<number, Picture>();
  const mostKept = Math.floor(mostKeptBytes / (size.channels * size.height * size.width));
  const read = (example: number): Picture => {
    const known = kept.get(example);
    if (known !== undefined) {
      return known;
    }
    const picture = readPicture(files[example].file, size);
    if (kept.size < mostKept) {
      kept.set(example, picture);
    }
    return picture;
  };
  const plane = size.height * size.width;
  return {
    name,
    length: files.length,
    writeInput: (example, _input, into, offset) => {
      const { pixels } = read(example);
      for (let channel = 0; channel < size.channels; channel++) {
        for (let place = 0; place < plane; place++) {
          writeElement(into, offset + channel * plane + place, pixels[place * size.channels + channel] / 255);
        }
      }
    },
    writeTarget: (example, into, offset) => {
      writeElement(into, offset, files[example].label);
    },
  };
}

function readPicture(file: string, { channels, height, width }: Size): Picture {
  const bytes = readDataFile(file);
  try {
    const picture = decodePicture(bytes);
    return resizeAndCrop(channels === 1 ? grey(picture) : coloured(picture), width, height);
  } catch (error) {
    throw new DataError(`The picture '${file}' cannot be read: ${messageOf(error)}; replace or remove it.`);
  }
}

function findPictures(home: string, classes: number): PictureFile[] {
  const folders = listFolder(home).filter(({ isFolder }) => isFolder);
  if (folders.length === 0) {
    throw new DataError(
      `The folder '${home}' holds no folders; put the pictures of each class into a folder of its own.`,
    );
  }
  if (folders.length > classes) {
    throw new DataError(
      `The folder '${home}' holds ${folders.length} classes, but the model knows ${classes}; '${folders[classes].name}' would be class ${classes}.`,
    );
  }
  return folders.flatMap(({ name }, label) => {
    const files = filesBelow(path.join(home, name));
    const pictures = files.filter((file) => pictureNames.test(file));
    if (pictures.length === 0) {
      throw new DataError(
        `The folder '${path.join(home, name)}' holds no picture${files.length === 0 ? '' : ' whose name ends in .png, .jpg or .jpeg'}; add some or remove it.`,
      );
    }
    return pictures.map((file) => ({ file, label }));
  });
}

/** All files, those of a folder before those of the folders below it, as Python's sorted `os.walk`. */
function filesBelow(folder: string): string[] {
  const entries = listFolder(folder);
  return [
    ...entries.flatMap(({ name, isFolder }) => (isFolder ? [] : [path.join(folder, name)])),
    ...entries.flatMap(({ name, isFolder }) => (isFolder ? filesBelow(path.join(folder, name)) : [])),
  ];
}
