import { isFloatingPoint } from '../../../graph/dataType';
import { elementCount, formatShape } from '../../../graph/shape';
import { writeElement } from '../../tensorData';
import { type BatchShapes, DataError, targetPerExample } from '../batch';
import { onlyInput, perExample } from '../checks';
import { readDataFile } from '../dataFile';
import type { DataKind } from '../dataKind';
import { readTable, type Table } from './csvTable';

/**
 * A table with a header line: `csv:FILE#COLUMN` names the column to predict, by default the last one; all others are the
 * model's input N×D in their order. Labels may be numbers from 0 or words; words are numbered in alphabetical order.
 */
export const csv: DataKind = {
  form: 'csv:FILE#target',
  open: (place, shapes) => {
    const hash = place.lastIndexOf('#');
    const file = hash < 0 ? place : place.slice(0, hash);
    const name = `csv:${place}`;
    const table = readTable(readDataFile(file), file);
    const target = targetColumn(table, hash < 0 ? undefined : place.slice(hash + 1), file);
    const features = table.columns.flatMap((_, column) => (column === target ? [] : [column]));
    const input = onlyInput(shapes, name);
    const expected = input.shape.slice(1);
    if (elementCount(expected) !== features.length || !isFloatingPoint(input.type)) {
      throw new DataError(
        `The table '${file}' has ${features.length} columns beside the target, but the model takes ${input.type} ${perExample(expected)}; give it the input ${perExample([features.length])}.`,
      );
    }
    const values = numbersOf(table, features, file);
    const targets = shapes.target.classes === undefined ? regression : labels;
    const y = targets(table, target, shapes, file);
    return {
      train: {
        name,
        length: table.rows.length,
        writeInput: (example, _input, into, offset) => {
          for (let column = 0; column < features.length; column++) {
            writeElement(into, offset + column, values[example * features.length + column]);
          }
        },
        writeTarget: (example, into, offset) => {
          writeElement(into, offset, y[example]);
        },
      },
    };
  },
};

function targetColumn({ columns }: Table, wanted: string | undefined, file: string): number {
  const target = wanted === undefined ? columns.length - 1 : columns.indexOf(wanted);
  if (target < 0) {
    throw new DataError(
      `The table '${file}' has no column '${wanted}'; it has ${columns.slice(0, 20).join(', ')}${columns.length > 20 ? ', …' : ''}.`,
    );
  }
  return target;
}

/** Row-major, rows × columns. */
function numbersOf(table: Table, columns: readonly number[], file: string): Float64Array {
  const values = new Float64Array(table.rows.length * columns.length);
  let place = 0;
  for (const { line, cells } of table.rows) {
    for (const column of columns) {
      values[place++] = numberOf(cells[column], file, line, table.columns[column]);
    }
  }
  return values;
}

function numberOf(cell: string, file: string, line: number, column: string): number {
  const value = cell.trim() === '' ? Number.NaN : Number(cell);
  if (!Number.isFinite(value)) {
    const what = cell.trim() === '' ? 'no value' : `'${shortened(cell)}'`;
    throw new DataError(
      `The table '${file}' has ${what} in line ${line}, column '${column}', where a finite number is needed; clean the data first.`,
    );
  }
  return value;
}

function regression(table: Table, target: number, shapes: BatchShapes, file: string): Float64Array {
  if (elementCount(targetPerExample(shapes)) !== 1) {
    throw new DataError(
      `The table '${file}' has one number to predict per row, but the loss takes a target of shape ${formatShape(shapes.target.shape)}.`,
    );
  }
  return numbersOf(table, [target], file);
}

function labels(table: Table, target: number, shapes: BatchShapes, file: string): Float64Array {
  if (targetPerExample(shapes).length !== 0) {
    throw new DataError(
      `The table '${file}' has one label per row, but the loss takes a target of shape ${formatShape(shapes.target.shape)}.`,
    );
  }
  const classes = shapes.target.classes ?? 0;
  const cells = table.rows.map((row) => row.cells[target].trim());
  const areNumbers = cells.every((cell) => /^\d+(\.0+)?$/.test(cell));
  const words = [...new Set(cells)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const codes = new Map(words.map((word, code) => [word, areNumbers ? Number(word) : code]));
  return Float64Array.from(cells, (cell, row) => {
    const code = codes.get(cell) ?? 0;
    if (cell === '' || code >= classes) {
      const what =
        cell === '' ? 'no label' : `the label '${shortened(cell)}'${areNumbers ? '' : `, number ${code}`}`;
      throw new DataError(
        `The table '${file}' has ${what} in line ${table.rows[row].line}, but the model knows ${classes} classes from 0 to ${classes - 1}.`,
      );
    }
    return code;
  });
}

function shortened(cell: string): string {
  const line = cell.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
